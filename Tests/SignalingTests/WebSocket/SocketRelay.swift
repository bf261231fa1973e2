// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle
import Testing

@testable import Signaling

/// The service with an owner for WebSockets, on a real port.
struct SocketRelay: Sendable {
    typealias Change = (inout SignalingConfiguration) -> Void

    let owner: RecordingOwner
    let port: Int
    let group: ServiceGroup

    /// Runs a relay for as long as `body` does, and through its graceful shutdown.
    static func run(
        _ owner: RecordingOwner? = .echo,
        limits: SocketLimits = SocketLimits(),
        _ change: Change = { _ in },
        _ body: @Sendable (SocketRelay) async throws -> Void
    ) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let service = try service(owner, limits: limits, change) { announce.yield($0) }
        let group = ServiceGroup(configuration: .init(services: [service], logger: .silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            try await body(SocketRelay(owner: owner ?? RecordingOwner(), port: port, group: group))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A service on a port that the system chooses.
    static func service(
        _ owner: RecordingOwner?,
        limits: SocketLimits = SocketLimits(),
        _ change: Change = { _ in },
        onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> SignalingService {
        var configuration = SignalingConfiguration()
        configuration.port = 0
        configuration.drainPeriod = .zero
        change(&configuration)
        return try SignalingService(
            configuration: configuration,
            mediaPlane: ScriptedMediaPlane(streams: true),
            metrics: PrometheusMetrics(),
            logger: .silent,
            now: { .zero },
            socketOwner: owner,
            socketLimits: limits,
            onListening: onListening
        )
    }

    /// Opens a WebSocket and hands it on.
    func open(_ body: @Sendable (inout RawClient) async throws -> Void) async throws {
        try await RawClient.connect(to: port) { client in
            try await client.send(Self.handshake())
            let head = await client.readHead()
            try #require(head.hasPrefix("HTTP/1.1 101 "))
            try await body(&client)
        }
    }

    /// RFC 6455 §1.2's request, changed line by line.
    static func handshake(
        _ requestLine: String = "GET /v1/socket HTTP/1.1",
        without: String = "-",
        with added: [String] = []
    ) -> String {
        let lines = [
            "Host: server.example.com", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://example.com",
            "Sec-WebSocket-Protocol: chat, longwave.v1", "Sec-WebSocket-Version: 13",
        ]
        let kept = lines.filter { !$0.hasPrefix(without) }
        return ([requestLine] + kept + added).joined(separator: "\r\n") + "\r\n\r\n"
    }
}
