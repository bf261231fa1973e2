// SPDX-License-Identifier: Apache-2.0

import Logging
import NIOCore
import ServiceLifecycle
import Testing

@testable import Signaling

/// WebSockets beside HTTP on one real port.
@Suite("WebSocket service", .serialized, .timeLimit(.minutes(2))) struct SocketServiceTests {
    struct Running: Sendable {
        let owner: RecordingOwner
        let port: Int
        let group: ServiceGroup

        /// Opens a WebSocket and hands it on.
        func open(_ body: @Sendable (inout RawClient) async throws -> Void) async throws {
            try await RawClient.connect(to: port) { client in
                try await client.send(SocketServiceTests.handshake())
                let head = await client.readHead()
                try #require(head.hasPrefix("HTTP/1.1 101 "))
                try await body(&client)
            }
        }
    }

    typealias Change = (inout SignalingConfiguration) -> Void

    private func run(
        _ owner: RecordingOwner? = .echo,
        limits: SocketLimits = SocketLimits(),
        _ change: Change = { _ in },
        _ body: @Sendable (Running) async throws -> Void
    ) async throws {
        var configuration = SignalingConfiguration()
        configuration.port = 0
        configuration.drainPeriod = .zero
        change(&configuration)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let start = ContinuousClock.now
        let service = try SignalingService(
            configuration: configuration,
            mediaPlane: ScriptedMediaPlane(streams: true),
            metrics: PrometheusMetrics(),
            logger: .silent,
            now: { ContinuousClock.now - start },
            socketOwner: owner,
            socketLimits: limits,
            onListening: { announce.yield($0) }
        )
        let group = ServiceGroup(configuration: .init(services: [service], logger: .silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            try await body(Running(owner: owner ?? RecordingOwner(), port: port, group: group))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
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

    // MARK: The handshake

    @Test func `the standard's handshake is answered, and messages go both ways`() async throws {
        try await run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send(Self.handshake())
                let head = await client.readHead()
                #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
                // RFC 6455 §1.3.
                #expect(head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
                #expect(head.contains("Sec-WebSocket-Protocol: longwave.v1\r\n"))
                #expect(head.lowercased().contains("upgrade: websocket\r\n"))
                try await client.send(Frames.client(text: "hello") + Frames.client(Frames.binary, [1, 2, 3]))
                let frames = await client.readFrames(2)
                #expect(frames.map(\.payload) == [Array("hello".utf8), [1, 2, 3]])
                try await client.send(Frames.clientClose(1_000))
                #expect(await client.readFrames(1).first?.code == 1_000)
                #expect(await client.readToEnd().isEmpty)
            }
            #expect(relay.owner.events() == [.opened, .text("hello"), .binary([1, 2, 3]), .closed])
            #expect(relay.owner.sockets.first?.remoteAddress == "127.0.0.1")
        }
    }

    @Test func `no subprotocol, a query and a trailing slash are fine`() async throws {
        try await run { relay in
            for line in ["GET /v1/socket?a=b HTTP/1.1", "GET /v1/socket/ HTTP/1.1"] {
                try await RawClient.connect(to: relay.port) { client in
                    try await client.send(Self.handshake(line, without: "Sec-WebSocket-Protocol"))
                    let head = await client.readHead()
                    #expect(head.hasPrefix("HTTP/1.1 101 "))
                    #expect(!head.contains("Sec-WebSocket-Protocol"))
                }
            }
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String
        let status: Int
        let problem: String
    }

    static let refusals = [
        Refusal(
            testDescription: "no upgrade", request: handshake(without: "Upgrade"), status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "no connection token", request: handshake(without: "Connection"), status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "another protocol",
            request: handshake(without: "Upgrade", with: ["Upgrade: h2c"]), status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "an old version",
            request: handshake(without: "Sec-WebSocket-Version", with: ["Sec-WebSocket-Version: 8"]),
            status: 426, problem: "upgrade-required"),
        Refusal(
            testDescription: "no key", request: handshake(without: "Sec-WebSocket-Key"), status: 400,
            problem: "bad-handshake"),
        Refusal(
            testDescription: "a foreign subprotocol",
            request: handshake(without: "Sec-WebSocket-Protocol", with: ["Sec-WebSocket-Protocol: chat"]),
            status: 400, problem: "bad-handshake"),
        Refusal(
            testDescription: "HTTP/1.0", request: handshake("GET /v1/socket HTTP/1.0"), status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "POST",
            request: handshake("POST /v1/socket HTTP/1.1", with: ["Content-Length: 0"]), status: 405,
            problem: "method-not-allowed"),
        Refusal(
            testDescription: "a path that is none", request: handshake("GET /v1/socke HTTP/1.1"), status: 404,
            problem: "not-found"),
    ]

    @Test("what is no handshake is refused like all else, and the relay goes on", arguments: refusals)
    func refused(refusal: Refusal) async throws {
        try await run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send(refusal.request)
                let (head, body) = await client.readResponse()
                #expect(head.hasPrefix("HTTP/1.1 \(refusal.status) "), "\(head)")
                #expect(body.contains("urn:longwave:error:\(refusal.problem)"))
                if refusal.status == 426 {
                    #expect(head.contains("Sec-WebSocket-Version: 13\r\n"))
                    #expect(head.contains("Upgrade: websocket\r\n"))
                }
            }
            try await relay.open { _ in }
        }
    }

    @Test func `without an owner there is no such path`() async throws {
        try await run(nil) { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send(Self.handshake())
                #expect(await client.readHead().hasPrefix("HTTP/1.1 404 "))
            }
        }
    }

    @Test func `handshakes are limited by address, as it is forwarded`() async throws {
        let change: Change = {
            $0.postLimit = RateLimit(perSecond: 1, burst: 2)
            $0.trustsForwardedFor = true
        }
        try await run(.echo, change) { relay in
            for (address, status) in [(1, 101), (1, 101), (1, 429), (2, 101)] {
                try await RawClient.connect(to: relay.port) { client in
                    try await client.send(Self.handshake(with: ["X-Forwarded-For: 192.0.2.\(address)"]))
                    let head = await client.readHead()
                    #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(head)")
                    #expect(head.contains("Retry-After: ") == (status == 429))
                }
            }
            #expect(relay.owner.sockets.map(\.remoteAddress) == ["192.0.2.1", "192.0.2.1", "192.0.2.2"])
        }
    }

    // MARK: HTTP beside it

    @Test func `a connection that was used for requests may become a WebSocket`() async throws {
        let change: Change = { $0.idleTimeout = .milliseconds(300) }
        try await run(.echo, change) { relay in
            try await RawClient.connect(to: relay.port) { client in
                for _ in 0..<3 {
                    try await client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(await client.readResponse().head.hasPrefix("HTTP/1.1 200 "))
                }
                try await client.send(Self.handshake())
                #expect(await client.readHead().hasPrefix("HTTP/1.1 101 "))
                // HTTP's idle time-out is no longer the connection's.
                try await Task.sleep(for: .milliseconds(600))
                try await client.send(Frames.client(text: "still here"))
                #expect(await client.readFrames(1).first?.text == "still here")
                try await client.send(Frames.clientClose(1_000))
                #expect(await client.readFrames(1).first?.code == 1_000)
                #expect(await client.readToEnd().isEmpty)
            }
        }
    }

    @Test func `a handshake behind an unanswered request is answered as one that must come again`()
        async throws
    {
        try await run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + Self.handshake())
                #expect(await client.readResponse().head.hasPrefix("HTTP/1.1 200 "))
                let head = await client.readResponse().head
                #expect(head.hasPrefix("HTTP/1.1 426 ") && head.contains("Connection: close\r\n"))
                #expect(await client.readToEnd().isEmpty)
            }
        }
    }

    @Test(arguments: [
        "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n",
        "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
    ])
    func `a request for another protocol is answered, and nothing is read after it`(
        request: String
    ) async throws {
        try await run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send(request + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                let (head, _) = await client.readResponse()
                #expect(head.hasPrefix("HTTP/1.1 "), "\(head)")
                #expect(head.contains("Connection: close\r\n"))
                #expect(await client.readToEnd().isEmpty)
            }
        }
    }

    @Test func `bytes behind the handshake are nobody's`() async throws {
        try await run { relay in
            for tail in [
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{81}\u{85}", String(repeating: "x", count: 20_000),
            ] {
                try await RawClient.connect(to: relay.port) { client in
                    // A tab after the token: some parsers take it for a blank, some don't.
                    try await client.send(
                        Self.handshake(without: "Connection", with: ["Connection: keep-alive, upgrade\t"])
                            + tail)
                    let head = await client.readHead()
                    #expect(head.hasPrefix("HTTP/1.1 "), "\(head)")
                    client.finish()
                    _ = await client.readToEnd()
                }
            }
            try await relay.open { _ in }
        }
    }

    @Test func `what is no HTTP is told so on a connection without a request`() async throws {
        try await run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send("\u{16}\u{3}\u{1}\r\n\r\n")
                let (head, body) = await client.readResponse()
                #expect(head.hasPrefix("HTTP/1.1 400 "))
                #expect(body.contains("urn:longwave:error:unreadable"))
            }
        }
    }

    @Test func `a connection without a request is closed in time`() async throws {
        let change: Change = { $0.idleTimeout = .milliseconds(50) }
        try await run(.echo, change) { relay in
            for begun in ["", "GET /v1/sock"] {
                try await RawClient.connect(to: relay.port) { client in
                    try await client.send(begun)
                    #expect(await client.readToEnd().isEmpty)
                }
            }
        }
    }

    // MARK: Stopping

    @Test func `graceful shutdown closes silent connections and WebSockets with 1001`() async throws {
        try await run { relay in
            try await RawClient.connect(to: relay.port) { silent in
                try await relay.open { client in
                    let begun = ContinuousClock.now
                    await relay.group.triggerGracefulShutdown()
                    #expect(await client.readFrames(1).first?.code == 1_001)
                    try await client.send(Frames.clientClose(1_001))
                    #expect(await client.readToEnd().isEmpty)
                    #expect(ContinuousClock.now - begun < .seconds(30))
                }
                #expect(await silent.readToEnd().isEmpty)
            }
        }
    }

    @Test func `graceful shutdown does not wait for a client that ignores the close frame`() async throws {
        var limits = SocketLimits()
        limits.closeDeadline = .milliseconds(100)
        try await run(.echo, limits: limits) { relay in
            try await relay.open { client in
                await relay.group.triggerGracefulShutdown()
                #expect(await client.readFrames(1).first?.code == 1_001)
                await eventually { relay.owner.events().last == .closed }
            }
        }
    }

    @Test func `cancellation ends open WebSockets too`() async throws {
        let owner = RecordingOwner()
        let started = ContinuousClock.now
        var configuration = SignalingConfiguration()
        configuration.port = 0
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let service = try SignalingService(
            configuration: configuration,
            mediaPlane: ScriptedMediaPlane(streams: true),
            metrics: PrometheusMetrics(),
            logger: .silent,
            now: { ContinuousClock.now - started },
            socketOwner: owner,
            onListening: { announce.yield($0) }
        )
        let running = Task { try await service.run() }
        let port = try #require(await ports.first { _ in true })
        try await RawClient.connect(to: port) { client in
            try await client.send(Self.handshake())
            #expect(await client.readHead().hasPrefix("HTTP/1.1 101 "))
            running.cancel()
            _ = await running.result
            _ = await client.readToEnd()
        }
        #expect(owner.events() == [.opened, .closed])
    }

    // MARK: Slow and vanished clients

    @Test func `a client that doesn't read is closed, its queue bounded, and others get everything`()
        async throws
    {
        var limits = SocketLimits()
        limits.queuedBytes = 1_000_000
        limits.closeDeadline = .milliseconds(100)
        try await run(RecordingOwner(), limits: limits) { relay in
            try await relay.open { _ in
                try await relay.open { reader in
                    let sockets = relay.owner.sockets
                    let message = SocketMessage(text: [UInt8](repeating: 65, count: 10_000))
                    // What the system's buffers hold of one connection is a few megabytes at most.
                    for _ in 0..<100 {
                        for _ in 0..<30 {
                            for socket in sockets { socket.send(message) }
                        }
                        #expect(await reader.readFrames(30).count == 30)
                        #expect(sockets[0].queuedBytes <= 1_000_000)
                    }
                    await eventually { relay.owner.events(0).last == .closed }
                    #expect(relay.owner.events(1) == [.opened])
                }
            }
        }
    }

    @Test func `a client that vanishes within a message is closed`() async throws {
        try await run { relay in
            try await relay.open { client in
                try await client.send(Array(Frames.client(text: "half").dropLast(2)))
                client.finish()
                #expect(await client.readToEnd().isEmpty)
            }
            await eventually { relay.owner.events() == [.opened, .closed] }
        }
    }

    @Test func `one message reaches many sockets`() async throws {
        try await run(RecordingOwner()) { relay in
            try await withThrowingTaskGroup(of: String?.self) { clients in
                for _ in 0..<50 {
                    clients.addTask {
                        try await RawClient.connect(to: relay.port) { client in
                            try await client.send(Self.handshake())
                            _ = await client.readHead()
                            return await client.readFrames(1).first?.text
                        }
                    }
                }
                await eventually { relay.owner.sockets.count == 50 }
                let message = SocketMessage(text: Array("to all".utf8))
                for socket in relay.owner.sockets { socket.send(message) }
                for try await text in clients {
                    #expect(text == "to all")
                }
            }
            #expect(Set(relay.owner.sockets.map(\.id)).count == 50)
        }
    }
}
