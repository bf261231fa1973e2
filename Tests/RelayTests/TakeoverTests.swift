// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@testable import Relay

/// A second publisher of the same name replaces the first.
@Suite("Takeover, over loopback") struct TakeoverTests {
    @Test(arguments: [1, 2]) func `the first publisher goes on until the second is connected`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let second = try stage.publisher()
            let answer = try await stage.relay.publish(.named("cam"), peer: second.id, offer: second.offer)

            // Answered, but not there yet.
            let before = viewer.video[0].packets.count
            try await stage.until { viewer.video[0].packets.count >= before + 30 }
            #expect(stage.endings(of: first).isEmpty)
            #expect(await stage.relay.statistics().broadcasts.map(\.publisher) == [first.id])

            try second.accept(answer)
            try await stage.until { stage.endings(of: first) == [.replaced] }
            try await stage.until { first.closings == [.closedByPeer] }
            #expect(second.isConnected)
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: second.mark) >= 20 } }
            for stream in viewer.streams {
                #expect(stream.isContiguous && stream.isAdvancing)
                // Nothing of the first after the second.
                let marks = stream.contents.map(\.mark)
                #expect(marks == marks.filter { $0 == first.mark } + marks.filter { $0 == second.mark })
            }
            let video = viewer.video[0]
            #expect(video.packets.first { video.content($0)?.mark == second.mark }?.startsKeyframe == true)
            #expect(stage.endings(of: viewer).isEmpty)
            #expect(await stage.relay.statistics().broadcasts.map(\.publisher) == [second.id])
        }
    }

    @Test(arguments: [1, 2]) func `a second publisher that leaves before it connects disturbs nobody`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let second = try stage.publisher()
            _ = try await stage.relay.publish(.named("cam"), peer: second.id, offer: second.offer)
            await stage.relay.close(peer: second.id)
            try await stage.until { stage.endings(of: second) == [.closed] }
            let before = viewer.video[0].packets.count
            try await stage.until { viewer.video[0].packets.count >= before + 30 }
            #expect(stage.endings(of: first).isEmpty)
            #expect(viewer.streams.allSatisfy { $0.isContiguous })
            #expect(viewer.video[0].contents.allSatisfy { $0.mark == first.mark })
        }
    }

    @Test(arguments: [1, 2]) func `a publisher that was waiting takes over when the first leaves`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let second = try stage.publisher()
            let answer = try await stage.relay.publish(.named("cam"), peer: second.id, offer: second.offer)
            await stage.relay.close(peer: first.id)
            try second.accept(answer)
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: second.mark) >= 20 } }
            #expect(viewer.streams.allSatisfy { $0.isContiguous && $0.isAdvancing })
            #expect(stage.endings(of: first) == [.closed])
        }
    }
}
