// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing
import Transport

@testable import Relay

/// Many subscribers at once.
@Suite("Joins, over loopback") struct JoinTests {
    @Test func `sixty subscribers within a second cost the publisher one keyframe`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            // The first keyframe is too old to begin with.
            try await stage.until { publisher.videoCount >= 80 }
            let start = stage.loop.currentTime()
            var viewers: [TestViewer] = []
            for _ in 0..<60 {
                let viewer = try stage.viewer()
                try await stage.watch(viewer)
                viewers.append(viewer)
                // One thread does the handshakes of them all, and has fifteen seconds for each.
                let joining = viewers
                try await stage.until { joining.count { !$0.isConnected } < 12 }
            }
            let joined = viewers
            try await stage.until { joined.allSatisfy(\.isPlaying) }
            let seconds = stage.loop.currentTime().milliseconds(since: start) / 1_000
            for viewer in joined {
                #expect(viewer.video[0].packets.first?.startsKeyframe == true)
            }
            // The first of all nobody asked for.
            #expect((1...1 + Int(seconds)).contains(publisher.keyframes.count - 1))
            // A request is repeated after 500 ms, and this thread has sixty handshakes to do as well.
            if publisher.longestPause < 200 {
                let requests = publisher.keyframeRequests
                #expect(requests.count == publisher.keyframes.count - 1)
                for (earlier, later) in zip(requests, requests.dropFirst()) {
                    #expect(later.milliseconds(since: earlier) >= 950)
                }
            }
            // And everybody goes on without a gap.
            let target = publisher.videoCount + 40
            try await stage.until {
                joined.allSatisfy { $0.video[0].hasReached(target) }
            }
            #expect(joined.allSatisfy { $0.streams.allSatisfy(\.isContiguous) })
        }
    }

    @Test
    func `a publisher that gives no keyframe is asked again, then by FIR, and nobody is sent half a picture`()
        async throws
    {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher(.init(answersKeyframeRequests: false))
            try await stage.until { publisher.videoCount >= 80 }
            let viewer = try stage.viewer()
            try await stage.watch(viewer)
            try await stage.until { publisher.keyframeRequests.count >= 4 }
            #expect(viewer.video[0].packets.isEmpty)
            #expect(viewer.audio[0].packets.count >= 20)
        }
    }
}
