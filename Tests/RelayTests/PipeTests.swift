// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Testing
import Transport

@testable import Relay

/// One broadcast whose subscribers live on several workers.
@Suite("Pipes, over loopback") struct PipeTests {
    @Test func `a crowd spreads over the workers, and everybody gets everything`() async throws {
        try await Stage.run(workers: 3) { stage in
            let publisher = try await stage.livePublisher()
            var viewers: [TestViewer] = []
            for _ in 0..<8 { viewers.append(try await stage.playingViewer()) }
            let watching = viewers
            let target = publisher.videoCount + 40
            try await stage.until { watching.allSatisfy { $0.video[0].hasReached(target) } }
            for viewer in viewers {
                #expect(
                    viewer.strangers == 0 && viewer.streams.allSatisfy { $0.isContiguous && $0.isAdvancing })
                #expect(viewer.video[0].packets.first?.startsKeyframe == true)
            }
            let figures = await stage.relay.statistics()
            #expect(figures.workers.map(\.peers) == [3, 3, 3])
            // One broadcast, whole, though three workers carry it.
            #expect(figures.broadcasts.map(\.subscribers) == [8])
            #expect(figures.broadcasts[0].publisher == publisher.id && figures.broadcasts[0].isLive)
            #expect(figures.broadcasts[0].tracks.map(\.kind) == ["audio", "video"])
            #expect(figures.workers.allSatisfy { $0.drops["pipe_full"] == nil })
        }
    }

    @Test func `subscribers on all workers together cost the publisher a keyframe a second`() async throws {
        try await Stage.run(workers: 3) { stage in
            let publisher = try await stage.livePublisher()
            try await stage.until { publisher.videoCount >= 80 }
            let start = stage.loop.currentTime()
            var viewers: [TestViewer] = []
            for _ in 0..<12 {
                let viewer = try stage.viewer()
                try await stage.watch(viewer)
                viewers.append(viewer)
            }
            let joined = viewers
            try await stage.until { joined.allSatisfy(\.isPlaying) }
            let halves = stage.loop.currentTime().milliseconds(since: start) / 500
            // Joins are spaced by a second on a worker, and by half a second over all.
            #expect(publisher.keyframes.count - 1 <= 1 + Int(halves))
        }
    }

    @Test func `nothing is left of a pipe when its last subscriber leaves, and it opens again`() async throws
    {
        try await Stage.run(workers: 2) { stage in
            let publisher = try await stage.livePublisher()
            for _ in 0..<3 {
                let viewer = try await stage.playingViewer()
                #expect(await stage.relay.statistics().workers.map(\.broadcasts.count) == [1, 1])
                await stage.relay.close(peer: viewer.id)
                try await stage.untilFigures { $0.workers.map(\.broadcasts.count) == [1, 0] }
            }
            await stage.relay.close(peer: publisher.id)
            try await stage.untilFigures { $0.workers.allSatisfy(\.broadcasts.isEmpty) }
        }
    }

    @Test func `a home stays while somebody elsewhere waits for its publisher`() async throws {
        try await Stage.run(workers: 2) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            await stage.relay.close(peer: first.id)
            try await stage.untilFigures { $0.broadcasts.first?.publisher == nil }
            #expect(await stage.relay.statistics().broadcasts.map(\.subscribers) == [1])
            // Other broadcasts come meanwhile; the publisher must still find its viewer.
            for name in ["x", "y", "z"] { _ = try await stage.livePublisher(as: name) }
            let second = try await stage.livePublisher()
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: second.mark) >= 10 } }
            #expect(viewer.streams.allSatisfy { $0.isContiguous && $0.isAdvancing })
        }
    }

    @Test func `a viewer that is refused leaves no pipe behind`() async throws {
        try await Stage.run(workers: 2) { stage in
            _ = try await stage.livePublisher(.init(video: .h264))
            let viewer = try stage.viewer(.init(tracks: [.vp8], direction: .recvonly))
            await #expect(throws: RelayError.self) { try await stage.watch(viewer) }
            try await stage.untilFigures { $0.workers.map(\.broadcasts.count) == [1, 0] }
            #expect(await stage.relay.statistics().sum(\.peers) == 1)
        }
    }
}
