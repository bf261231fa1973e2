// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

/// Broadcasts that go from one connection to another.
@Suite("Takeovers by and of uplinks, over loopback") struct UplinkTakeoverTests {
    @Test(arguments: [1, 2]) func `a fresh connection takes all over once it is connected`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.liveUplink("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b", packets: 10) }
            let second = try stage.uplink()
            second.add("a")
            second.add("b")
            let answer = try await stage.relay.publish(
                second.offered, peer: second.id, offer: second.offer)
            // Answered, but not there yet.
            try await stage.advance(receiver, "a", "b")
            #expect(stage.endings(of: first).isEmpty)
            expectOwn(receiver, first, "a", "b")

            try second.accept(answer)
            try await stage.until { stage.endings(of: first) == [.replaced] }
            for name in ["a", "b"] {
                let mark = try #require(second.streams[name]?.mark)
                try await stage.until { receiver.streams(name).allSatisfy { $0.count(of: mark) >= 20 } }
                #expect(receiver.streams(name).allSatisfy { $0.isContiguous && $0.isAdvancing })
            }
            #expect(receiver.streams.count == 4 && stage.endings(of: receiver).isEmpty)
        }
    }

    @Test func `who loses one of its broadcasts goes on with the other`() async throws {
        try await Stage.run { stage in
            let first = try await stage.liveUplink("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b", packets: 10) }
            let second = try await stage.liveUplink("b", "c")
            let mark = try #require(second.streams["b"]?.mark)
            try await stage.until { receiver.streams("b").allSatisfy { $0.count(of: mark) >= 20 } }
            #expect(stage.endings(of: first).isEmpty)
            expectOwn(receiver, first, "a")
            expectUndisturbed(receiver, "a")
            // What it still sends of the other is nobody's.
            let marks = receiver.streams("b").map { $0.contents.map(\.mark) }
            let old = try #require(first.streams["b"]?.mark)
            #expect(marks.allSatisfy { $0 == $0.filter { $0 == old } + $0.filter { $0 == mark } })
            let third = try await stage.livePublisher(as: "a")
            try await stage.until { stage.endings(of: first) == [.replaced] }
            try await stage.until { receiver.streams("a").allSatisfy { $0.count(of: third.mark) >= 10 } }
        }
    }

    @Test func `an uplink replaces a publisher of one broadcast, also with a later offer`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher(as: "b")
            let uplink = try await stage.liveUplink("a")
            uplink.add("b")
            try await stage.offer(uplink)
            try await stage.until { stage.endings(of: publisher) == [.replaced] }
            try await stage.live(uplink, ["b"])
            #expect(stage.endings(of: uplink).isEmpty)
        }
    }

    @Test func `a broadcast whose home is on another worker is brought home`() async throws {
        try await Stage.run(workers: 2) { stage in
            let uplink = try await stage.liveUplink("a")
            let publisher = try await stage.livePublisher(as: "b")
            let receivers = [try await stage.openReceiver("b"), try await stage.openReceiver("b")]
            try await stage.until { receivers.allSatisfy { $0.isPlaying("b", packets: 10) } }
            var figures = await stage.relay.statistics()
            #expect(figures.workers.allSatisfy { $0.broadcasts.contains { !$0.isReplica } })

            uplink.add("b")
            try await stage.offer(uplink)
            try await stage.until { stage.endings(of: publisher) == [.replaced] }
            let mark = try #require(uplink.streams["b"]?.mark)
            try await stage.until {
                receivers.allSatisfy { $0.streams("b").allSatisfy { $0.count(of: mark) >= 20 } }
            }
            #expect(receivers.allSatisfy { $0.streams("b").allSatisfy { $0.isContiguous && $0.isAdvancing } })
            figures = await stage.relay.statistics()
            #expect(figures.workers.count { $0.broadcasts.contains { !$0.isReplica } } == 1)
            #expect(figures.broadcasts.first { $0.key.name == "b" }?.subscribers == 2)

            // And nothing is left of it when all are gone.
            for client in receivers { await stage.relay.close(peer: client.id) }
            await stage.relay.close(peer: uplink.id)
            try await stage.untilFigures { $0.workers.allSatisfy { $0.broadcasts.isEmpty && $0.peers == 0 } }
        }
    }
}
