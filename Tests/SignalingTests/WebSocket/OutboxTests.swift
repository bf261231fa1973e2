// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import Testing

@testable import Signaling

@Suite("Outbox") struct OutboxTests {
    private static func slot(_ key: String, _ sender: UInt64 = 1) -> LatestSlot {
        LatestSlot(sender: ClientID(number: sender), key: key)
    }

    private func taken(_ box: inout Outbox, most: Int = 1 << 20) -> [String] {
        var texts: [String] = []
        while true {
            let frames = box.take(most)
            guard !frames.isEmpty else { return texts }
            texts += frames.map { String(buffer: $0) }
        }
    }

    @Test func `what is urgent passes what waits`() {
        var box = Outbox(limits: SocketLimits())
        let wakes = [
            box.append(ByteBuffer(string: "chunk 1"), .bulk),
            box.append(ByteBuffer(string: "chunk 2"), .bulk),
        ]
        #expect(wakes == [true, false])
        _ = box.append(ByteBuffer(string: "picture"), .latest(Self.slot("p")))
        _ = box.append(ByteBuffer(string: "bytes"), .data)
        _ = box.append(ByteBuffer(string: "event 1"))
        _ = box.append(ByteBuffer(string: "event 2"))
        #expect(taken(&box) == ["event 1", "event 2", "bytes", "picture", "chunk 1", "chunk 2"])
        let wakesAgain = box.append(ByteBuffer(string: "event 3"))
        #expect(wakesAgain)
    }

    @Test func `an event that comes while a file is sent is next`() {
        var box = Outbox(limits: SocketLimits())
        for number in 0..<3 { _ = box.append(ByteBuffer(string: "chunk \(number)"), .bulk) }
        #expect(box.take(1 << 20).map { String(buffer: $0) } == ["chunk 0"])
        _ = box.append(ByteBuffer(string: "event"))
        #expect(taken(&box) == ["event", "chunk 1", "chunk 2"])
    }

    @Test func `the latest of a series takes the place of the one before`() {
        var box = Outbox(limits: SocketLimits())
        for number in 0..<100 {
            _ = box.append(ByteBuffer(string: "a\(number)"), .latest(Self.slot("a")))
            _ = box.append(ByteBuffer(string: "b\(number)"), .latest(Self.slot("b")))
            _ = box.append(ByteBuffer(string: "c\(number)"), .latest(Self.slot("a", 2)))
        }
        #expect(box.count == 3 && box.byteCount == 9)
        #expect(taken(&box) == ["a99", "b99", "c99"])
        #expect(box.byteCount == 0)
    }

    @Test func `pictures and files take turns`() {
        var box = Outbox(limits: SocketLimits())
        for _ in 0..<4 { _ = box.append(ByteBuffer(string: "chunk"), .bulk) }
        var order: [String] = []
        for _ in 0..<6 {
            _ = box.append(ByteBuffer(string: "picture"), .latest(Self.slot("p")))
            order += box.take(1 << 20).map { String(buffer: $0) }
        }
        #expect(order == ["picture", "chunk", "picture", "chunk", "picture", "chunk"])
    }

    @Test func `too many series skip the oldest, and end nobody`() {
        var limits = SocketLimits()
        limits.latestBytes = 50
        var box = Outbox(limits: limits)
        for number in 10..<30 {
            _ = box.append(ByteBuffer(string: "number \(number)!"), .latest(Self.slot("\(number)")))
        }
        #expect(box.byteCount <= 50 && box.ending == nil)
        _ = box.append(ByteBuffer(string: String(repeating: "x", count: 90)), .latest(Self.slot("big")))
        #expect(box.count == 1, "one that is longer than the bound waits alone")
        #expect(taken(&box) == [String(repeating: "x", count: 90)])
    }

    @Test func `the end comes after events and data, files and pictures are dropped`() {
        var box = Outbox(limits: SocketLimits())
        _ = box.append(ByteBuffer(string: "chunk"), .bulk)
        _ = box.append(ByteBuffer(string: "picture"), .latest(Self.slot("p")))
        _ = box.append(ByteBuffer(string: "bytes"), .data)
        _ = box.append(ByteBuffer(string: "event"))
        _ = box.end(CloseFrame(1_000, ""), dropsQueue: false)
        _ = box.append(ByteBuffer(string: "late"))
        box.dropData()
        #expect(taken(&box).prefix(2) == ["event", "bytes"])
        #expect(box.isFinished)
    }

    @Test func `who is fed with files is asked for more when they have left`() {
        var box = Outbox(limits: SocketLimits())
        for _ in 0..<2 { _ = box.append(ByteBuffer(string: "chunk"), .bulk) }
        var drained = [box.takeDrained()]
        for _ in 0..<2 {
            _ = box.take(1)
            drained.append(box.takeDrained())
        }
        drained.append(box.takeDrained())
        #expect(drained == [false, false, true, false])
    }

    @Test func `data that waits can be dropped, events stay`() {
        var box = Outbox(limits: SocketLimits())
        _ = box.append(ByteBuffer(string: "chunk"), .bulk)
        _ = box.append(ByteBuffer(string: "bytes"), .data)
        _ = box.append(ByteBuffer(string: "event"))
        box.dropData()
        #expect(taken(&box) == ["event"])
    }

    @Test func `the socket tells its owner when files have left`() throws {
        let wire = try Wire()
        let socket = try #require(wire.owner.sockets.first)
        wire.setWritable(false)
        socket.send(SocketMessage(binary: [1], [2, 3]), .bulk)
        wire.channel.embeddedEventLoop.run()
        #expect(wire.owner.events() == [.opened])
        wire.setWritable(true)
        #expect(try wire.sent()?.map(\.payload) == [[1, 2, 3]])
        #expect(wire.owner.events() == [.opened, .drained])
        wire.end()
    }
}
