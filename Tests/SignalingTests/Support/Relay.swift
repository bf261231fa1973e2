// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import Signaling

/// A control plane in this process, in front of a scripted media plane and on a clock that stands still.
struct Relay: Sendable {
    let plane = ScriptedMediaPlane()
    let clock = TestClock()
    let metrics = PrometheusMetrics()
    let service: SignalingService
    private let application: Application<SignalingResponder>

    /// A relay with the default settings, as changed.
    init(_ change: (inout SignalingConfiguration) -> Void = { _ in }) throws {
        var configuration = SignalingConfiguration()
        change(&configuration)
        service = try SignalingService(
            configuration: configuration,
            mediaPlane: plane,
            metrics: metrics,
            logger: .silent,
            now: { [clock] in clock.now }
        )
        application = service.makeApplication()
    }

    var control: ControlPlane { service.control }

    // MARK: Requests

    /// Makes one request.
    @discardableResult
    func request(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: HTTPFields = [:],
        body: String? = nil
    ) async throws -> TestResponse {
        try await application.test(.router) { client in
            try await client.execute(
                uri: path,
                method: method,
                headers: fields,
                body: body.map { ByteBuffer(string: $0) }
            )
        }
    }

    /// POSTs an offer.
    func post(
        _ path: String, _ fields: HTTPFields = [:], body: String = Relay.offer
    ) async throws -> TestResponse {
        var fields = fields
        if fields[.contentType] == nil {
            fields[.contentType] = "application/sdp"
        }
        return try await request(.post, path, fields, body: body)
    }

    /// PATCHes a fragment.
    func patch(
        _ path: String,
        tag: String?,
        _ fields: HTTPFields = [:],
        body: String = Relay.fragment
    ) async throws -> TestResponse {
        var fields = fields
        if fields[.contentType] == nil {
            fields[.contentType] = "application/trickle-ice-sdpfrag"
        }
        fields[.ifMatch] = tag
        return try await request(.patch, path, fields, body: body)
    }

    /// What a client offers; the scripted media plane doesn't read it.
    static let offer = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=secret-offer\r\nt=0 0\r\n"
    /// What a client trickles.
    static let fragment = "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef01234567\r\na=end-of-candidates\r\n"

    // MARK: Scenes

    /// Opens a session; gives its path.
    func open(_ path: String, _ fields: HTTPFields = [:]) async throws -> Opened {
        let response = try await post(path, fields)
        try #require(response.status == .created)
        let location = try #require(response.headers[.location])
        return Opened(path: location, tag: try #require(response.headers[.eTag]))
    }

    /// A session that was opened.
    struct Opened: Sendable {
        let path: String
        let tag: String
        var id: SessionID { SessionID(text: String(path.split(separator: "/").last ?? "")) }
    }

    /// Publishes until the broadcast is live.
    @discardableResult
    func goLive(_ path: String, _ fields: HTTPFields = [:]) async throws -> Opened {
        let opened = try await open(path, fields)
        plane.connect(opened.id)
        plane.goLive(opened.id)
        await settle()
        return opened
    }

    /// Watches until connected.
    @discardableResult
    func watch(_ path: String, _ fields: HTTPFields = [:]) async throws -> Opened {
        let opened = try await open(path, fields)
        plane.connect(opened.id)
        await settle()
        return opened
    }

    /// Lets the control plane hear what the media plane has to tell.
    func settle() async {
        for event in plane.takeEvents() {
            await control.handle(event)
        }
    }
}

extension Logger {
    /// Says nothing.
    static var silent: Logger {
        Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }
}

extension TestResponse {
    /// The body as text.
    var text: String { String(buffer: body) }

    /// The `type` of the problem document that the body must be.
    func problem(_ location: SourceLocation = #_sourceLocation) throws -> String {
        #expect(headers[.contentType] == "application/problem+json", sourceLocation: location)
        #expect(body.readableBytes <= 2_048, sourceLocation: location)
        let problem = try JSONDecoder().decode(Problem.self, from: Data(text.utf8))
        #expect(problem.status == status.code, sourceLocation: location)
        #expect(!text.contains("secret"), sourceLocation: location)
        let prefix = "urn:longwave:error:"
        try #require(problem.type.hasPrefix(prefix), sourceLocation: location)
        return String(problem.type.dropFirst(prefix.count))
    }
}

/// Waits until `condition` holds; fails after a minute, which is long only where the machine is busy.
func eventually(_ condition: () async -> Bool, _ location: SourceLocation = #_sourceLocation) async {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if await condition() {
            return
        }
        try? await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("the condition never held", sourceLocation: location)
}
