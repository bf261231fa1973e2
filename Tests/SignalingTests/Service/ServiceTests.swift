// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing

@testable import Signaling

/// The service as the program runs it: a real port, real connections, real shutdown.
@Suite("SignalingService", .serialized)
struct ServiceTests {
    /// A running service.
    struct Running: Sendable {
        let plane: ScriptedMediaPlane
        let control: ControlPlane
        let port: Int
        let group: ServiceGroup

        func request(
            _ method: HTTPRequest.Method,
            _ path: String,
            _ fields: HTTPFields = [:],
            body: String? = nil
        ) async throws -> TestClient.Response {
            let client = TestClient(host: "127.0.0.1", port: port)
            client.connect()
            let buffer = body.map { ByteBuffer(string: $0) }
            let request = TestClient.Request(
                path, method: method, authority: "localhost", headers: fields, body: buffer)
            do {
                let response = try await client.execute(request)
                try await client.shutdown()
                return response
            } catch {
                try? await client.shutdown()
                throw error
            }
        }
    }

    typealias Change = (inout SignalingConfiguration) -> Void

    private func run(
        _ change: Change = { _ in },
        _ body: @Sendable (Running) async throws -> Void
    ) async throws {
        var configuration = SignalingConfiguration()
        configuration.port = 0
        configuration.drainPeriod = .zero
        change(&configuration)
        let plane = ScriptedMediaPlane(streams: true)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let service = try SignalingService(
            configuration: configuration,
            mediaPlane: plane,
            metrics: PrometheusMetrics(),
            logger: .silent,
            onListening: { announce.yield($0) }
        )
        let group = ServiceGroup(configuration: .init(services: [service], logger: .silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            try await body(Running(plane: plane, control: service.control, port: port, group: group))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private let sdp: HTTPFields = [.contentType: "application/sdp"]

    @Test func `a session is opened, goes live, is seen and closed over a real connection`() async throws {
        try await run { relay in
            let created = try await relay.request(.post, "/whip/r/b", sdp, body: Relay.offer)
            #expect(created.status == .created)
            let path = try #require(created.headers[.location])
            let id = SessionID(text: String(path.dropFirst("/sessions/".count)))
            relay.plane.connect(id)
            relay.plane.goLive(id)
            await eventually { await !relay.control.rooms().filter { $0.liveCount == 1 }.isEmpty }
            #expect(try await relay.request(.post, "/whep/r", sdp, body: Relay.offer).status == .created)
            #expect(try await relay.request(.delete, path).status == .ok)
            #expect(try await relay.request(.get, "/healthz").status == .ok)
        }
    }

    @Test func `sessions that don't connect are reaped by the clock`() async throws {
        let impatient: Change = { $0.connectDeadline = .milliseconds(1) }
        try await run(impatient) { relay in
            let created = try await relay.request(.post, "/whip/r/b", sdp, body: Relay.offer)
            #expect(created.status == .created)
            await eventually { relay.plane.sessions.isEmpty }
            #expect(await relay.control.rooms().isEmpty)
        }
    }

    @Test func `a port that is in use is one clear error`() async throws {
        try await run { relay in
            var configuration = SignalingConfiguration()
            configuration.port = relay.port
            let second = try SignalingService(
                configuration: configuration,
                mediaPlane: ScriptedMediaPlane(streams: true),
                metrics: PrometheusMetrics(),
                logger: .silent
            )
            await #expect(throws: SignalingError.addressInUse(host: "127.0.0.1", port: relay.port)) {
                try await second.run()
            }
        }
    }

    @Test(arguments: ["192.0.2.1", "no.such.host.invalid"])
    func `an address that isn't ours is one clear error`(host: String) async throws {
        var configuration = SignalingConfiguration()
        configuration.host = host
        configuration.port = 0
        let service = try SignalingService(
            configuration: configuration,
            mediaPlane: ScriptedMediaPlane(streams: true),
            metrics: PrometheusMetrics(),
            logger: .silent
        )
        let error = await #expect(throws: SignalingError.self) { try await service.run() }
        #expect(error?.description.contains(host) == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test func `graceful shutdown drains first, then closes connections and every session`() async throws {
        let plane = Mutex<ScriptedMediaPlane?>(nil)
        let slow: Change = { $0.drainPeriod = .milliseconds(500) }
        try await run(slow) { relay in
            plane.withLock { $0 = relay.plane }
            let created = try await relay.request(.post, "/whip/r/b", sdp, body: Relay.offer)
            #expect(created.status == .created)
            let path = try #require(created.headers[.location])
            await relay.group.triggerGracefulShutdown()
            await eventually { await relay.control.isDraining }
            let refused = try await relay.request(.post, "/whip/r/c", sdp, body: Relay.offer)
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.headers[.retryAfter] != nil)
            #expect(try await relay.request(.get, "/readyz").status == .serviceUnavailable)
            #expect(try await relay.request(.get, path).status == .ok)
        }
        #expect(plane.withLock { $0 }?.sessions.isEmpty == true)
    }

    @Test func `cancellation ends the service and its sessions too`() async throws {
        let plane = ScriptedMediaPlane(streams: true)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var configuration = SignalingConfiguration()
        configuration.port = 0
        let service = try SignalingService(
            configuration: configuration,
            mediaPlane: plane,
            metrics: PrometheusMetrics(),
            logger: .silent,
            onListening: { announce.yield($0) }
        )
        let running = Task { try await service.run() }
        _ = await ports.first { _ in true }
        _ = try await service.control.publish(BroadcastID(room: "r", name: "b"), offer: [1])
        running.cancel()
        _ = await running.result
        #expect(plane.sessions.isEmpty)
    }

    @Test func `headers that are too large or too many are refused, and the relay goes on`() async throws {
        try await run { relay in
            let name = try #require(HTTPField.Name("X-Filler"))
            let large = try await relay.request(
                .get, "/healthz", [name: String(repeating: "x", count: 40_000)])
            #expect(large.status == .badRequest)
            var many = HTTPFields()
            for number in 0..<200 {
                many.append(HTTPField(name: name, value: "\(number)"))
            }
            #expect(try await relay.request(.get, "/healthz", many).status == .badRequest)
            #expect(try await relay.request(.get, "/healthz").status == .ok)
        }
    }

    @Test func `a body beyond the limit is 413 over a real connection, and the relay goes on`() async throws {
        try await run { relay in
            let body = String(repeating: "x", count: 200_000)
            let refused = try await relay.request(.post, "/whip/r/b", sdp, body: body)
            #expect(refused.status == .contentTooLarge)
            #expect(try await relay.request(.get, "/healthz").status == .ok)
        }
    }

    @Test func `a body without end is cut off, and the relay goes on`() async throws {
        try await run { relay in
            let body = String(repeating: "x", count: 8_000_000)
            // The answer may be lost to the reset of a connection that is closed while it is written to.
            let refused = try? await relay.request(.post, "/whip/r/b", sdp, body: body)
            #expect(refused == nil || refused?.status == .contentTooLarge)
            #expect(relay.plane.calls.isEmpty)
            let health = try await relay.request(.get, "/healthz")
            #expect(health.status == .ok)
        }
    }
}
