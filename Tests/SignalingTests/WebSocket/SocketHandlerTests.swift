// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Testing

@testable import Signaling

/// One connection, byte by byte (RFC 6455 §5 to §7).
@Suite("SocketHandler, RFC 6455") struct SocketHandlerTests {
    // MARK: Messages

    @Test func `the standard's examples are read`() throws {
        let wire = try Wire()
        // RFC 6455 §5.7: a masked text message, and one in two fragments.
        try wire.receive([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
        try wire.receive(Frames.client(text: "Hel", isFinal: false))
        try wire.receive(Frames.client(0, Array("lo".utf8)))
        #expect(wire.owner.events() == [.opened, .text("Hello"), .text("Hello")])
        // A ping, and the pong with the same content.
        try wire.receive([0x89, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
        #expect(try wire.sent() == [.init(opcode: Frames.pong, payload: Array("Hello".utf8))])
        wire.end()
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536, 786_432])
    func `messages of any length come back as they went`(count: Int) throws {
        let wire = try Wire(.echo)
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        try wire.receive(Frames.client(Frames.binary, bytes))
        #expect(try wire.sent() == [.init(opcode: Frames.binary, payload: bytes)])
        wire.end()
    }

    @Test func `bytes that come one by one make the same messages`() throws {
        let wire = try Wire()
        for byte in Frames.client(text: "ä€😀") + Frames.client(Frames.binary, [1, 2]) {
            try wire.receive([byte])
        }
        #expect(wire.owner.events() == [.opened, .text("ä€😀"), .binary([1, 2])])
        wire.end()
    }

    @Test func `a character may be split between fragments, with a ping in between`() throws {
        let wire = try Wire()
        let euro = Array("€".utf8)
        try wire.receive(Frames.client(Frames.text, Array(euro[..<1]), isFinal: false))
        try wire.receive(Frames.client(Frames.ping, [7]))
        try wire.receive(Frames.client(0, [], isFinal: false))
        try wire.receive(Frames.client(0, Array(euro[1...])))
        #expect(wire.owner.events() == [.opened, .text("€")])
        #expect(try wire.sent() == [.init(opcode: Frames.pong, payload: [7])])
        wire.end()
    }

    @Test func `the answers to a batch of messages leave in one flush`() throws {
        let wire = try Wire(.echo)
        try wire.receive((0..<50).flatMap { Frames.client(text: "\($0)") })
        #expect(try wire.sent()?.map(\.text) == (0..<50).map { "\($0)" })
        #expect(wire.flushes == 1)
        wire.end()
    }

    // MARK: Violations

    struct Breach: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: Int
        let frames: [[UInt8]]

        init(_ description: String, _ code: Int, _ frames: [UInt8]...) {
            testDescription = description
            self.code = code
            self.frames = frames
        }
    }

    static let breaches = [
        Breach("not masked", 1_002, Frames.client(Frames.text, [65], mask: nil)),
        Breach("RSV1", 1_002, Frames.client(Frames.text, [65], reserved: 0x40)),
        Breach("RSV2", 1_002, Frames.client(Frames.text, [65], reserved: 0x20)),
        Breach("RSV3 in a ping", 1_002, Frames.client(Frames.ping, [], reserved: 0x10)),
        Breach("opcode 3", 1_002, Frames.client(3)),
        Breach("opcode 11", 1_002, Frames.client(11)),
        Breach("a fragmented ping", 1_002, Frames.client(Frames.ping, [], isFinal: false)),
        Breach("a long ping", 1_002, Frames.client(Frames.ping, [UInt8](repeating: 0, count: 126))),
        Breach("a stray continuation", 1_002, Frames.client(0, [65])),
        Breach(
            "a message within another", 1_002, Frames.client(text: "a", isFinal: false),
            Frames.client(text: "b")),
        Breach(
            "an unmasked fragment", 1_002, Frames.client(text: "a", isFinal: false),
            Frames.client(0, [65], mask: nil)),
        Breach(
            "a reserved bit in a fragment", 1_002, Frames.client(text: "a", isFinal: false),
            Frames.client(0, [65], reserved: 0x40)),
        Breach("a close frame of one byte", 1_002, Frames.client(Frames.close, [3])),
        Breach("close code 1005", 1_002, Frames.clientClose(1_005)),
        Breach("close code 999", 1_002, Frames.clientClose(999)),
        Breach("close code 2000", 1_002, Frames.clientClose(2_000)),
        Breach("close code 5000", 1_002, Frames.clientClose(5_000)),
        Breach("a close reason that isn't UTF-8", 1_007, Frames.client(Frames.close, [0x03, 0xe8, 0xff])),
        Breach("text that isn't UTF-8", 1_007, Frames.client(Frames.text, [0xc3, 0x28])),
        Breach("a surrogate", 1_007, Frames.client(Frames.text, [0xed, 0xa0, 0x80])),
        Breach("an overlong slash", 1_007, Frames.client(Frames.text, [0xc0, 0xaf])),
        Breach(
            "a cut character at a message's end", 1_007,
            Frames.client(Frames.text, [0xe2, 0x82], isFinal: false), Frames.client(0, [])),
        Breach(
            "a frame that is too long", 1_009, [0x82, 0xff, 0, 0, 0, 0, 0, 12, 0, 1, 1, 2, 3, 4]),
        Breach("a length of 64 bits", 1_009, [0x82, 0xff] + [UInt8](repeating: 0xff, count: 8)),
        Breach(
            "fragments that are too long together", 1_009,
            Frames.client(Frames.binary, [UInt8](repeating: 0, count: 700_000), isFinal: false),
            Frames.client(0, [UInt8](repeating: 0, count: 86_433))),
    ]

    @Test("what no client may send", arguments: breaches)
    func violations(breach: Breach) throws {
        let wire = try Wire()
        for frame in breach.frames {
            try wire.receive(frame)
        }
        let sent = try #require(try wire.sent())
        #expect(sent.count == 1)
        #expect(sent.last?.opcode == Frames.close)
        #expect(sent.last?.code == breach.code)
        // The output only, so that the frame isn't lost to a reset; the rest is read and ignored.
        #expect(wire.outputIsClosed && !wire.isCut)
        try wire.receive(Frames.client(text: "ignored"))
        #expect(wire.owner.events() == [.opened, .closed])
        wire.pass(.seconds(3))
        #expect(wire.isCut)
        wire.end()
    }

    // MARK: The end

    @Test(arguments: [(1_000, "bye"), (3_000, ""), (4_999, "ä")])
    func `a client's close frame comes back, and the connection is cut`(code: Int, reason: String) throws {
        let wire = try Wire()
        try wire.receive(Frames.clientClose(code, reason) + Frames.client(text: "late"))
        let sent = try #require(try wire.sent())
        #expect(sent.map(\.opcode) == [Frames.close])
        #expect(sent.first?.code == code)
        #expect(wire.isCut)
        #expect(wire.owner.events() == [.opened, .closed])
        wire.end()
    }

    @Test func `an empty close frame is answered by an empty one`() throws {
        let wire = try Wire()
        try wire.receive(Frames.client(Frames.close))
        #expect(try wire.sent() == [.init(opcode: Frames.close, payload: [])])
        #expect(wire.isCut)
        wire.end()
    }

    @Test func `what was sent before our close frame leaves before it, and nothing after it`() throws {
        let wire = try Wire()
        let socket = try #require(wire.owner.sockets.first)
        socket.send(SocketMessage(text: Array("last words".utf8)))
        socket.close(4_403, "ejected")
        socket.send(SocketMessage(text: Array("too late".utf8)))
        socket.close(1_000, "a second end")
        let sent = try #require(try wire.sent())
        #expect(sent.map(\.opcode) == [Frames.text, Frames.close])
        #expect(sent.last?.code == 4_403)
        #expect(wire.owner.events() == [.opened, .closed])
        // The client answers: nothing is left to wait for.
        #expect(wire.outputIsClosed && !wire.isCut)
        try wire.receive(Frames.client(text: "unheard") + Frames.clientClose(4_403))
        #expect(wire.isCut)
        #expect(wire.owner.events() == [.opened, .closed])
        wire.end()
    }

    @Test func `messages behind the one that made the owner close are not delivered`() throws {
        let wire = try Wire(
            RecordingOwner { socket, event in if event == .text("a") { socket.close(4_400, "") } })
        try wire.receive(Frames.client(text: "a") + Frames.client(text: "b"))
        #expect(wire.owner.events() == [.opened, .text("a"), .closed])
        wire.end()
    }

    @Test func `a client that never answers our close frame is cut`() throws {
        let wire = try Wire()
        wire.owner.sockets.first?.close(1_000, "")
        #expect(try wire.sent()?.count == 1)
        wire.pass(.milliseconds(2_999))
        #expect(!wire.isCut)
        wire.pass(.milliseconds(1))
        #expect(wire.isCut)
        wire.end()
    }

    @Test func `a client that shuts its side without a close frame is gone at once`() throws {
        let wire = try Wire()
        wire.fire(ChannelEvent.inputClosed)
        #expect(wire.isCut)
        #expect(wire.owner.events() == [.opened, .closed])
        wire.owner.sockets.first?.send(SocketMessage(text: [65]))
        #expect(try wire.sent() == [])
        wire.end()
    }

    @Test func `a connection that breaks is closed once`() throws {
        let wire = try Wire()
        wire.channel.pipeline.fireErrorCaught(ChannelError.ioOnClosedChannel)
        wire.channel.close(promise: nil)
        wire.channel.embeddedEventLoop.run()
        #expect(wire.owner.events() == [.opened, .closed])
        #expect(wire.owner.sockets.first?.handler.value == nil)
        wire.end()
    }

    @Test func `an error of ours is 1011`() throws {
        struct Surprise: Error {}
        let wire = try Wire()
        wire.channel.pipeline.fireErrorCaught(Surprise())
        #expect(try wire.sent()?.last?.code == 1_011)
        wire.end()
    }

    @Test func `a relay that stops says so`() throws {
        let wire = try Wire()
        wire.fire(ChannelShouldQuiesceEvent())
        #expect(try wire.sent()?.last?.code == 1_001)
        #expect(PrometheusText.render(wire.metrics.families()).contains(#"closed_total{code="1001"} 1"#))
        wire.end()
    }

    // MARK: Bounds

    @Test func `a reader that is too slow by bytes is closed, and the queue let go`() throws {
        var limits = SocketLimits()
        limits.queuedBytes = 10_000
        let wire = try Wire(limits: limits)
        let socket = try #require(wire.owner.sockets.first)
        wire.setWritable(false)
        let message = SocketMessage(text: [UInt8](repeating: 65, count: 996))
        for _ in 0..<10 {
            socket.send(message)
        }
        wire.channel.embeddedEventLoop.run()
        #expect(socket.queuedBytes == 10_000)
        #expect(wire.owner.events() == [.opened])
        socket.send(message)
        wire.channel.embeddedEventLoop.run()
        #expect(socket.queuedBytes < 100)
        #expect(wire.owner.events() == [.opened, .closed])
        wire.setWritable(true)
        #expect(try wire.sent()?.map(\.code) == [1_013])
        wire.end()
    }

    @Test func `a reader that is too slow by messages is closed, and cut if it never reads`() throws {
        var limits = SocketLimits()
        limits.queuedMessages = 5
        let wire = try Wire(limits: limits)
        let socket = try #require(wire.owner.sockets.first)
        wire.setWritable(false)
        for _ in 0..<6 {
            socket.send(SocketMessage(text: [65]))
        }
        wire.channel.embeddedEventLoop.run()
        #expect(wire.owner.events() == [.opened, .closed])
        wire.pass(.seconds(3))
        #expect(wire.isCut)
        wire.end()
    }

    @Test func `a reader that catches up gets everything in order`() throws {
        let wire = try Wire()
        let socket = try #require(wire.owner.sockets.first)
        for round in 0..<20 {
            wire.setWritable(round % 2 == 1)
            for number in 0..<100 {
                socket.send(SocketMessage(text: Array("\(round * 100 + number)".utf8)))
            }
            wire.channel.embeddedEventLoop.run()
        }
        wire.setWritable(true)
        #expect(try wire.sent()?.map(\.text) == (0..<2_000).map { "\($0)" })
        #expect(socket.queuedBytes == 0)
        wire.end()
    }

    @Test func `a message longer than the bound may wait alone`() throws {
        var limits = SocketLimits()
        limits.queuedBytes = 100
        let wire = try Wire(limits: limits)
        let socket = try #require(wire.owner.sockets.first)
        wire.setWritable(false)
        socket.send(SocketMessage(text: [UInt8](repeating: 65, count: 1_000)))
        wire.setWritable(true)
        #expect(try wire.sent()?.map(\.payload.count) == [1_000])
        wire.end()
    }

    @Test func `a flood of frames is closed, and of it no more than the burst is heard`() throws {
        var limits = SocketLimits()
        limits.frames = RateLimit(perSecond: 10, burst: 20)
        let wire = try Wire(limits: limits)
        try wire.receive((0..<100).flatMap { Frames.client(text: "\($0)") })
        #expect(wire.owner.events().count == 1 + 20 + 1)
        #expect(try wire.sent()?.last?.code == 4_429)
        wire.end()
    }

    @Test func `pings count as frames`() throws {
        var limits = SocketLimits()
        limits.frames = RateLimit(perSecond: 10, burst: 20)
        let wire = try Wire(limits: limits)
        try wire.receive((0..<21).flatMap { _ in Frames.client(Frames.ping) })
        #expect(try wire.sent()?.last?.code == 4_429)
        wire.end()
    }

    @Test func `frames at the allowed rate go on for ever`() throws {
        var limits = SocketLimits()
        limits.frames = RateLimit(perSecond: 10, burst: 2)
        let wire = try Wire(limits: limits)
        for _ in 0..<100 {
            try wire.receive(Frames.client(text: "x"))
            wire.pass(.milliseconds(100))
        }
        #expect(wire.owner.events().count == 101)
        wire.end()
    }

    @Test func `who sends more bytes than allowed is read more slowly`() throws {
        var limits = SocketLimits()
        limits.bytes = RateLimit(perSecond: 1_000, burst: 1_000)
        let wire = try Wire(limits: limits)
        wire.channel.read()
        #expect(wire.reads == 1)
        try wire.receive(Frames.client(Frames.binary, [UInt8](repeating: 0, count: 3_000)))
        #expect(wire.owner.events().count == 2)
        wire.channel.read()
        wire.pass(.milliseconds(1_999))
        #expect(wire.reads == 1)
        wire.pass(.milliseconds(1))
        #expect(wire.reads == 2)
        wire.end()
    }

    // MARK: Anything at all

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random bytes never trap and end at most once`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let wire = try Wire(.echo)
        for _ in 0..<40 where wire.channel.isActive {
            try wire.receive(Self.mischief(&random))
        }
        let events = wire.owner.events()
        #expect(events.count { $0 == .closed } <= 1, "seed \(seed)")
        #expect(try wire.sent() != nil, "seed \(seed)")
        wire.end()
        #expect(wire.owner.events().count { $0 == .closed } == 1, "seed \(seed)")
        #expect(wire.owner.events().last == .closed, "seed \(seed)")
    }

    /// Mostly frames, some of them broken.
    private static func mischief(_ random: inout SplitMix64) -> [UInt8] {
        let length = [0, 1, 5, 125, 126, 130, 2_000].randomElement(using: &random) ?? 0
        let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return payload
        case 1: return Array(Frames.client(Frames.binary, payload).dropLast())
        case 2: return Frames.client(UInt8.random(in: 0...15, using: &random), payload)
        case 3: return Frames.client(Frames.binary, payload, isFinal: Bool.random(using: &random))
        case 4: return Frames.client(0, payload, isFinal: Bool.random(using: &random))
        case 5: return Frames.client(Frames.ping, Array(payload.prefix(125)))
        default: return Frames.client(text: "\(length)")
        }
    }
}
