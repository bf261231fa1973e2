// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One session of Janus's HTTP API: requests by POST, events by one GET after the other.
///
/// The GETs keep the session alive as well: Janus ends one that it heard nothing of for 60 s, and answers a GET within 30.
actor JanusSession {
    private static let answerSeconds = 20

    private let http: HTTPClient
    private let url: String
    private var polling: Task<Void, Never>?
    /// Who waits for the event of a transaction.
    private var waiting: [String: CheckedContinuation<JanusReply, any Error>] = [:]
    /// Events that were faster than the acknowledgement of their request.
    private var early: [String: JanusReply] = [:]
    private var expected: Set<String> = []

    /// Creates a session.
    init(http: HTTPClient, endpoint: String) async throws {
        self.http = http
        let reply = try await Self.post(
            http, JanusRequest(janus: "create", transaction: Self.name()), to: endpoint)
        guard let id = reply.data?.id else { throw LoadError.janus("a session without an id") }
        url = "\(endpoint)/\(id)"
    }

    /// Begins to take events.
    func start() {
        polling = Task { await poll() }
    }

    /// Ends the session and all that belongs to it.
    func destroy() async {
        polling?.cancel()
        _ = try? await Self.post(http, JanusRequest(janus: "destroy", transaction: Self.name()), to: url)
        for continuation in waiting.values {
            continuation.resume(throwing: LoadError.janus("the session ended"))
        }
        waiting = [:]
    }

    /// Makes a handle of the VideoRoom plugin, and gives its address.
    func attach() async throws -> String {
        let request = JanusRequest(
            janus: "attach", transaction: Self.name(), plugin: "janus.plugin.videoroom")
        guard let id = try await Self.post(http, request, to: url).data?.id else {
            throw LoadError.janus("a handle without an id")
        }
        return "\(url)/\(id)"
    }

    /// Ends a handle.
    func detach(_ handle: String) async {
        _ = try? await Self.post(http, JanusRequest(janus: "detach", transaction: Self.name()), to: handle)
    }

    /// Sends a request to a handle, and gives what came of it: the reply, or the event after an acknowledgement.
    func send(
        _ body: VideoRoomRequest, _ description: JanusDescription? = nil, to handle: String
    ) async throws -> JanusReply {
        let transaction = Self.name()
        expected.insert(transaction)
        defer { expected.remove(transaction) }
        let request = JanusRequest(janus: "message", transaction: transaction, body: body, jsep: description)
        var reply = try await Self.post(http, request, to: handle)
        if reply.janus == "ack" { reply = try await event(of: transaction) }
        if let error = reply.plugindata?.data.error { throw LoadError.janus(error) }
        return reply
    }

    private func event(of transaction: String) async throws -> JanusReply {
        if let reply = early.removeValue(forKey: transaction) { return reply }
        let deadline = Task {
            try await Task.sleep(for: .seconds(Self.answerSeconds))
            give(.failure(LoadError.janus("no event within \(Self.answerSeconds) s")), to: transaction)
        }
        defer { deadline.cancel() }
        return try await withCheckedThrowingContinuation { waiting[transaction] = $0 }
    }

    private func give(_ result: Result<JanusReply, any Error>, to transaction: String) {
        if let continuation = waiting.removeValue(forKey: transaction) {
            continuation.resume(with: result)
        } else if case .success(let reply) = result, expected.contains(transaction) {
            early[transaction] = reply
        }
    }

    private func poll() async {
        while !Task.isCancelled {
            do {
                for event in try await Self.events(http, url) {
                    if let transaction = event.transaction { give(.success(event), to: transaction) }
                }
            } catch {
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    // MARK: - HTTP

    private static func events(_ http: HTTPClient, _ url: String) async throws -> [JanusReply] {
        let response = try await http.execute(
            HTTPClientRequest(url: url + "?maxev=50"), timeout: .seconds(60))
        let body = Data(try await response.body.collect(upTo: 4 << 20).readableBytesView)
        // One event alone, such as a keepalive, comes without a list.
        if let list = try? JSONDecoder().decode([JanusReply].self, from: body) { return list }
        return [try JSONDecoder().decode(JanusReply.self, from: body)]
    }

    private static func post(
        _ http: HTTPClient, _ message: JanusRequest, to url: String
    ) async throws -> JanusReply {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(message)))
        let response = try await http.execute(request, timeout: .seconds(20))
        let body = Data(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        guard response.status == .ok else {
            throw LoadError.refused(
                status: response.status.code, reason: String(decoding: body.prefix(300), as: UTF8.self))
        }
        let reply = try JSONDecoder().decode(JanusReply.self, from: body)
        if let error = reply.error { throw LoadError.janus(error.reason) }
        return reply
    }

    private static func name() -> String {
        String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }
}
