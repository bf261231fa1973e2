// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// WebSockets beside HTTP on one real port.
@Suite("WebSocket handshakes", .serialized, .timeLimit(.minutes(2))) struct SocketHandshakeTests {
    // MARK: The handshake

    @Test func `the standard's handshake is answered, and messages go both ways`() async throws {
        try await SocketRelay.run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send(SocketRelay.handshake())
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
        try await SocketRelay.run { relay in
            for line in ["GET /v1/socket?a=b HTTP/1.1", "GET /v1/socket/ HTTP/1.1"] {
                try await RawClient.connect(to: relay.port) { client in
                    try await client.send(SocketRelay.handshake(line, without: "Sec-WebSocket-Protocol"))
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
            testDescription: "no upgrade", request: SocketRelay.handshake(without: "Upgrade"), status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "no connection token", request: SocketRelay.handshake(without: "Connection"),
            status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "another protocol",
            request: SocketRelay.handshake(without: "Upgrade", with: ["Upgrade: h2c"]), status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "an old version",
            request: SocketRelay.handshake(
                without: "Sec-WebSocket-Version", with: ["Sec-WebSocket-Version: 8"]),
            status: 426, problem: "upgrade-required"),
        Refusal(
            testDescription: "no key", request: SocketRelay.handshake(without: "Sec-WebSocket-Key"),
            status: 400,
            problem: "bad-handshake"),
        Refusal(
            testDescription: "a foreign subprotocol",
            request: SocketRelay.handshake(
                without: "Sec-WebSocket-Protocol", with: ["Sec-WebSocket-Protocol: chat"]),
            status: 400, problem: "bad-handshake"),
        Refusal(
            testDescription: "HTTP/1.0", request: SocketRelay.handshake("GET /v1/socket HTTP/1.0"),
            status: 426,
            problem: "upgrade-required"),
        Refusal(
            testDescription: "POST",
            request: SocketRelay.handshake("POST /v1/socket HTTP/1.1", with: ["Content-Length: 0"]),
            status: 405,
            problem: "method-not-allowed"),
        Refusal(
            testDescription: "a path that is none", request: SocketRelay.handshake("GET /v1/socke HTTP/1.1"),
            status: 404,
            problem: "not-found"),
    ]

    @Test("what is no handshake is refused like all else, and the relay goes on", arguments: refusals)
    func refused(refusal: Refusal) async throws {
        try await SocketRelay.run { relay in
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
        try await SocketRelay.run(nil) { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send(SocketRelay.handshake())
                #expect(await client.readHead().hasPrefix("HTTP/1.1 404 "))
            }
        }
    }

    @Test func `handshakes are limited by address, as it is forwarded`() async throws {
        let change: SocketRelay.Change = {
            $0.postLimit = RateLimit(perSecond: 1, burst: 2)
            $0.trustsForwardedFor = true
        }
        try await SocketRelay.run(.echo, change) { relay in
            for (address, status, opened) in [(1, 101, 1), (1, 101, 2), (1, 429, 2), (2, 101, 3)] {
                try await RawClient.connect(to: relay.port) { client in
                    try await client.send(
                        SocketRelay.handshake(with: ["X-Forwarded-For: 192.0.2.\(address)"]))
                    let head = await client.readHead()
                    #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(head)")
                    #expect(head.contains("Retry-After: ") == (status == 429))
                    await eventually { relay.owner.sockets.count == opened }
                }
            }
            #expect(relay.owner.sockets.map(\.remoteAddress) == ["192.0.2.1", "192.0.2.1", "192.0.2.2"])
        }
    }

    // MARK: HTTP beside it

    @Test func `a connection that was used for requests may become a WebSocket`() async throws {
        let change: SocketRelay.Change = { $0.idleTimeout = .milliseconds(300) }
        try await SocketRelay.run(.echo, change) { relay in
            try await RawClient.connect(to: relay.port) { client in
                for _ in 0..<3 {
                    try await client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(await client.readResponse().head.hasPrefix("HTTP/1.1 200 "))
                }
                try await client.send(SocketRelay.handshake())
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
        try await SocketRelay.run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + SocketRelay.handshake())
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
        try await SocketRelay.run { relay in
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
        try await SocketRelay.run { relay in
            for tail in [
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{81}\u{85}", String(repeating: "x", count: 20_000),
            ] {
                try await RawClient.connect(to: relay.port) { client in
                    // A tab after the token: some parsers take it for a blank, some don't.
                    try await client.send(
                        SocketRelay.handshake(
                            without: "Connection", with: ["Connection: keep-alive, upgrade\t"])
                            + tail)
                    // What breaks RFC 6455 §4.1 may also just be cut off.
                    let head = await client.readHead()
                    #expect(head.isEmpty || head.hasPrefix("HTTP/1.1 "), "\(head)")
                    client.finish()
                    _ = await client.readToEnd()
                }
            }
            try await relay.open { _ in }
        }
    }

    @Test func `what is no HTTP is told so on a connection without a request`() async throws {
        try await SocketRelay.run { relay in
            try await RawClient.connect(to: relay.port) { client in
                try await client.send("\u{16}\u{3}\u{1}\r\n\r\n")
                let (head, body) = await client.readResponse()
                #expect(head.hasPrefix("HTTP/1.1 400 "))
                #expect(body.contains("urn:longwave:error:unreadable"))
            }
        }
    }

    @Test func `a connection without a request is closed in time`() async throws {
        let change: SocketRelay.Change = { $0.idleTimeout = .milliseconds(50) }
        try await SocketRelay.run(.echo, change) { relay in
            for begun in ["", "GET /v1/sock"] {
                try await RawClient.connect(to: relay.port) { client in
                    try await client.send(begun)
                    #expect(await client.readToEnd().isEmpty)
                }
            }
        }
    }
}
