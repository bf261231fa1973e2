// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

/// From one publisher to several subscribers.
@Suite("Fan-out, over loopback") struct FanOutTests {
    @Test(arguments: [1, 2])
    func `three subscribers get the same payloads under contiguous numbers of their own`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let publisher = try await stage.livePublisher()
            var viewers: [TestViewer] = []
            for _ in 0..<3 { viewers.append(try await stage.playingViewer()) }
            let last = publisher.videoCount + 60
            try await stage.until {
                viewers.allSatisfy { $0.video[0].hasReached(last) }
            }
            for viewer in viewers {
                #expect(viewer.strangers == 0)
                for stream in viewer.streams {
                    #expect(stream.isContiguous && stream.isAdvancing)
                    #expect(stream.packets.allSatisfy { $0.payloadType == stream.payloadType })
                }
                #expect(viewer.video[0].packets.first?.startsKeyframe == true)
            }
            #expect(Set(viewers.flatMap { $0.streams.map(\.ssrc) }).count == 6)
            for stream in 0..<2 {
                let payloads = viewers.map { $0.streams[stream].payloads(of: publisher.mark) }
                let common = payloads[1...].reduce(Set(payloads[0].keys)) { $0.intersection($1.keys) }
                #expect(common.count >= 20)
                #expect(
                    common.allSatisfy { serial in payloads.allSatisfy { $0[serial] == payloads[0][serial] } })
                let sent = (stream == 0 ? publisher.audio : publisher.video)?.sent.values.map(\.payload) ?? []
                let skipped = stream == 0 ? 0 : PayloadLayout.descriptorCount
                let known = Set(sent.map { Array($0.dropFirst(skipped)) })
                #expect(payloads[0].values.allSatisfy { known.contains($0) })
            }
        }
    }

    @Test(arguments: [true, false])
    func `header extensions are there when negotiated and only then`(_ negotiated: Bool) async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher()
            let viewer = try await stage.playingViewer(negotiated ? .viewer() : .viewer().withoutExtensions)
            try await stage.until { viewer.streams.allSatisfy { $0.packets.count >= 30 } }
            for stream in viewer.streams {
                for packet in stream.packets {
                    #expect(packet.mid == (negotiated ? stream.mid : nil))
                    #expect((packet.transportSequence != nil) == negotiated)
                    #expect(packet.hasAbsSendTime == negotiated)
                }
            }
            guard negotiated else { return }
            // One counter over both streams, without a gap.
            let numbers = viewer.streams.flatMap { $0.packets.compactMap(\.transportSequence) }.sorted()
            #expect(numbers == Array(0..<UInt16(numbers.count)))
        }
    }

    @Test(arguments: [1, 2])
    func `a subscriber's request for a keyframe reaches the publisher`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let before = publisher.keyframeRequests.count
            viewer.requestKeyframe(of: viewer.video[0])
            try await stage.until { publisher.keyframeRequests.count > before }
            try await stage.until { viewer.video[0].packets.count(where: \.startsKeyframe) >= 2 }
            #expect(viewer.video[0].isContiguous)
        }
    }

    @Test func `a publisher of sound alone plays, and the picture's section stays idle`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher(.init(video: nil))
            let viewer = try await stage.playingViewer()
            #expect(viewer.streams.map(\.isVideo) == [false])
            try await stage.until { viewer.audio[0].packets.count >= 20 }
            #expect(viewer.audio[0].isContiguous)
        }
    }

    @Test func `rooms live on different workers and don't hear each other`() async throws {
        try await Stage.run(workers: 2) { stage in
            var pairs: [(TestPublisher, TestViewer)] = []
            for room in ["one", "two"] {
                let key = BroadcastKey(room: room, name: "cam")
                let publisher = try stage.publisher()
                let answer = try await stage.relay.publish(key, peer: publisher.id, offer: publisher.offer)
                try publisher.accept(answer)
                let viewer = try stage.viewer()
                let result = try await stage.relay.subscribe(
                    [key], peer: viewer.id, offer: viewer.offer, allowCounterOffer: false
                )
                guard case .answer(let played, [key]) = result else { throw Unexpected(what: "\(result)") }
                try viewer.accept(played)
                pairs.append((publisher, viewer))
            }
            let flowing = pairs
            try await stage.until { flowing.allSatisfy { $0.1.isPlaying } }
            for (publisher, viewer) in flowing {
                #expect(viewer.streams.flatMap(\.contents).allSatisfy { $0.mark == publisher.mark })
            }
            #expect(await stage.relay.statistics().workers.map(\.peers) == [2, 2])
        }
    }
}
