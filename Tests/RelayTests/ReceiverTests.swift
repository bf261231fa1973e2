// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay

/// Subscribers whose broadcasts change while they watch, by offers of the relay.
@Suite("Receivers, over loopback") struct ReceiverTests {
    @Test(arguments: [1, 2]) func `broadcasts come one after the other, and the first loses nothing`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublishers("a", "b", "c")
            let receiver = try await stage.openReceiver("a")
            try await stage.until { receiver.isPlaying("a", packets: 20) }
            try await stage.show("a", "b", to: receiver)
            try await stage.until { receiver.isPlaying("a", "b", packets: 20) }
            try await stage.show("a", "b", "c", to: receiver)
            try await stage.until { receiver.isPlaying("c", packets: 20) }
            #expect(receiver.offers.map(\.revision) == [1, 2, 3])
            #expect(receiver.offers[2].streams.map(\.id) == ["a", "b", "c"])
            #expect(receiver.offers[2].streams.map(\.mids) == [["0", "1"], ["2", "3"], ["4", "5"]])
            expectUndisturbed(receiver, "a", "b", "c")
            #expect(stage.events.count { $0 == .connected(receiver.id) } == 1)
            let statistics = await stage.relay.statistics()
            #expect(statistics.broadcasts.map(\.subscribers) == [1, 1, 1])
        }
    }

    @Test(arguments: [1, 2]) func `what is taken out stops at once, and its m-lines serve the next`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublishers("a", "b", "c", "d")
            let receiver = try await stage.openReceiver("a", "b", "c")
            try await stage.until { receiver.isPlaying("a", "b", "c", packets: 10) }

            let removal = try #require(await stage.wish(["a", "c"], receiver))
            let audio = receiver.streams("a")[0]
            // What was on its way has arrived before what is sent afterwards.
            try await stage.advance(audio)
            let before = receiver.streams("b").map(\.packets.count)
            try await stage.advance(audio)
            #expect(receiver.streams("b").map(\.packets.count) == before)
            try await stage.answer(removal, receiver)
            #expect(removal.streams.map(\.id) == ["a", "c"])

            try await stage.show("a", "c", "d", to: receiver)
            try await stage.until { receiver.isPlaying("d", packets: 20) }
            #expect(receiver.sections.count == 6)
            #expect(receiver.offers.last?.streams.first { $0.id == "d" }?.mids == ["2", "3"])
            expectUndisturbed(receiver, "a", "c", "d")
            try await stage.untilFigures { figures in
                Dictionary(grouping: figures.broadcasts, by: \.key.name)
                    .mapValues { $0.map(\.subscribers) } == ["a": [1], "b": [0], "c": [1], "d": [1]]
            }
        }
    }

    @Test(arguments: [1, 2]) func `m-lines and streams can be reused without end`(_ workers: Int) async throws
    {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublishers("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            // More streams than SRTP knows at a time, had they not been forgotten.
            for _ in 0..<40 {
                try await stage.show("a", to: receiver)
                try await stage.show("a", "b", to: receiver)
                let fresh = receiver.streams("b").prefix(2)
                try await stage.until { fresh.allSatisfy { !$0.packets.isEmpty } }
            }
            #expect(receiver.sections.count == 4 && receiver.offers.count == 81)
            #expect(receiver.streams("b").count == 82)
            expectUndisturbed(receiver, "a")
            #expect(await stage.relay.statistics().workers.allSatisfy { $0.drops["too_many_streams"] == nil })
        }
    }

    @Test(arguments: [1, 2]) func `a publisher that comes back is the same stream, and no news`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let publishers = try await stage.livePublishers("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b", packets: 10) }
            await stage.relay.close(peer: publishers[1].id)
            try await stage.until { stage.endings(of: publishers[1]) == [.closed] }
            #expect(try await stage.wish(["a", "b"], receiver) == nil)
            let second = try await stage.livePublisher(as: "b")
            #expect(try await stage.wish(["a", "b"], receiver) == nil)
            try await stage.until { receiver.streams("b").allSatisfy { $0.count(of: second.mark) >= 20 } }
            expectUndisturbed(receiver, "a")
            #expect(receiver.streams("b").count == 2)
            #expect(receiver.streams("b").allSatisfy { $0.isContiguous && $0.isAdvancing })
        }
    }

    @Test(arguments: [1, 2]) func `another codec is offered in the same m-line, and nobody is ended`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let publishers = try await stage.livePublishers("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b") }
            await stage.relay.close(peer: publishers[1].id)
            let second = try await stage.livePublisher(.init(video: .h264), as: "b")
            let offer = try #require(await stage.wish(["a", "b"], receiver))
            #expect(offer.sdp.contains("H264") && offer.streams.map(\.mids) == [["0", "1"], ["2", "3"]])
            try await stage.answer(offer, receiver)
            let audio = try #require(receiver.streams("b").first { !$0.isVideo })
            try await stage.until { audio.count(of: second.mark) >= 20 }
            #expect(receiver.streams("b").filter(\.isVideo).count == 2)
            #expect(stage.endings(of: receiver).isEmpty)
            expectUndisturbed(receiver, "a")
        }
    }

    @Test(arguments: [false, true]) func `an offer restarts ICE while media flows, and no packet is lost`(
        _ ownPorts: Bool
    ) async throws {
        try await Stage.run(ownPorts: ownPorts) { stage in
            _ = try await stage.livePublishers("a", "b")
            let receiver = try await stage.openReceiver("a")
            try await stage.until { receiver.isPlaying("a", packets: 10) }
            for round in 1...2 {
                let offer = try await stage.relay.restartReceiver(peer: receiver.id)
                #expect(offer.restartsICE && offer.iceTag != receiver.offers.last?.iceTag, "round \(round)")
                try await stage.answer(offer, receiver)
                try await stage.advance(receiver.streams("a")[0], by: 40)
            }
            try await stage.show("a", "b", to: receiver)
            try await stage.until { receiver.isPlaying("a", "b", packets: 20) }
            expectUndisturbed(receiver, "a", "b")
            #expect(stage.endings(of: receiver).isEmpty && receiver.closings.isEmpty)
        }
    }
}

/// Whether each of these has one stream of a kind, of which every packet came once and in order.
func expectUndisturbed(
    _ receiver: TestReceiver,
    _ names: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(receiver.strangers == 0, sourceLocation: sourceLocation)
    let numbers = receiver.transportSequences
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 &+ 1 }, sourceLocation: sourceLocation)
    for name in names {
        let streams = receiver.streams(name)
        #expect(streams.count == 2, sourceLocation: sourceLocation)
        for stream in streams {
            #expect(stream.isContiguous && stream.isAdvancing, sourceLocation: sourceLocation)
            let serials = stream.contents.map(\.serial)
            #expect(
                zip(serials, serials.dropFirst()).allSatisfy { $1 == $0 + 1 }, sourceLocation: sourceLocation)
        }
    }
}

extension Stage {
    /// Waits until so many more packets of a stream have come.
    func advance(_ stream: ReceivedStream, by count: Int = 10) async throws {
        let target = stream.packets.count + count
        try await until { stream.packets.count >= target }
    }
}
