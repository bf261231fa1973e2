// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing
import Transport

@testable import Relay

/// Subscribers belong to the broadcast's name, so they outlast its publishers.
@Suite("Republication, over loopback") struct RepublicationTests {
    @Test(arguments: [true, false], [1, 2])
    func `a subscriber plays on when the publisher comes back`(
        _ endsByRequest: Bool, _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            try await stage.until { viewer.streams.allSatisfy { $0.packets.count >= 20 } }
            if endsByRequest { await stage.relay.close(peer: first.id) } else { first.close() }
            try await stage.until { stage.endings(of: first) == [.closed] }

            let second = try await stage.livePublisher()
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: second.mark) >= 20 } }
            expectOneStream(viewer, from: [first, second])
            #expect(stage.endings(of: viewer).isEmpty)
            #expect(stage.events.count { $0 == .connected(viewer.id) } == 1)
        }
    }

    @Test(arguments: [1, 2]) func `pictures keep their numbering over three publishers`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            var publishers = [try await stage.livePublisher()]
            let viewer = try await stage.playingViewer()
            for _ in 0..<2 {
                await stage.relay.close(peer: publishers[publishers.count - 1].id)
                let next = try await stage.livePublisher()
                publishers.append(next)
                try await stage.until { viewer.video[0].count(of: next.mark) >= 10 }
            }
            expectOneStream(viewer, from: publishers)
            let pictures = viewer.video[0].packets.compactMap(\.pictureID)
            #expect(pictures.count == viewer.video[0].packets.count)
            #expect(zip(pictures, pictures.dropFirst()).allSatisfy { ($1 &- $0) & 0x7FFF <= 1 })
        }
    }

    @Test(arguments: [1, 2])
    func `a subscriber may come while nobody has published for a moment, and is told so`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            await stage.relay.close(peer: publisher.id)
            let late = try stage.viewer()
            await #expect(throws: RelayError.notLive) { try await stage.watch(late) }
            #expect(await stage.relay.statistics().broadcasts.map(\.subscribers) == [1])
            #expect(stage.endings(of: viewer).isEmpty)
        }
    }

    @Test(arguments: [1, 2]) func `a subscriber can't follow into another codec`(_ workers: Int) async throws
    {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let listener = try await stage.playingViewer(.init(tracks: [.opus], direction: .recvonly))
            await stage.relay.close(peer: first.id)
            let second = try await stage.livePublisher(.init(video: .h264))
            try await stage.until { stage.endings(of: viewer) == [.codecChanged] }
            try await stage.until { viewer.closings == [.closedByPeer] }
            #expect(viewer.streams.allSatisfy { $0.count(of: second.mark) == 0 })
            // Sound has not changed.
            try await stage.until { listener.audio[0].count(of: second.mark) >= 10 }
            #expect(stage.endings(of: listener).isEmpty)
        }
    }

    @Test(arguments: [1, 2])
    func `a subscriber whose codec went while it connected ends, and is sent nothing`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try stage.viewer()
            let result = try await stage.relay.subscribe(
                [.named("cam")], peer: viewer.id, offer: viewer.offer, allowCounterOffer: false
            )
            guard case .answer(let answer, _) = result else { throw Unexpected(what: "\(result)") }
            await stage.relay.close(peer: first.id)
            _ = try await stage.livePublisher(.init(video: .h264))
            try viewer.accept(answer)
            try await stage.until { stage.endings(of: viewer) == [.codecChanged] }
            #expect(viewer.streams.allSatisfy { $0.packets.isEmpty })
        }
    }

    /// One stream, whoever published: its numbers without a gap, its time forward, each source from a keyframe on.
    private func expectOneStream(_ viewer: TestViewer, from publishers: [TestPublisher]) {
        #expect(viewer.strangers == 0)
        for stream in viewer.streams {
            #expect(stream.isContiguous && stream.isAdvancing)
        }
        for publisher in publishers {
            let video = viewer.video[0]
            let first = video.packets.first { video.content($0)?.mark == publisher.mark }
            #expect(first?.startsKeyframe == true)
        }
    }
}
