// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

/// One session that plays several broadcasts of a room.
@Suite("Whole room, over loopback") struct WholeRoomTests {
    @Test(arguments: [1, 2]) func `an offer with two pairs plays two broadcasts in the order asked for`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let one = try await stage.livePublisher(as: "a")
            let two = try await stage.livePublisher(as: "b")
            let viewer = try stage.viewer(.viewer(pairs: 2))
            #expect(try await stage.watch(viewer, "b", "a") == ["b", "a"])
            try await stage.until { viewer.isPlaying }
            try await stage.until { viewer.streams.allSatisfy { $0.packets.count >= 10 } }
            #expect(viewer.streams.map(\.isVideo) == [false, true, false, true])
            let marks = viewer.streams.map { Set($0.contents.map(\.mark)) }
            #expect(marks == [[two.mark], [two.mark], [one.mark], [one.mark]])
            #expect(viewer.streams.allSatisfy { $0.isContiguous })
            #expect(viewer.video.allSatisfy { $0.packets.first?.startsKeyframe == true })
            #expect(await stage.relay.statistics().broadcasts.map(\.subscribers) == [1, 1])

            // One of them leaves; the other plays on.
            await stage.relay.close(peer: two.id)
            let before = viewer.video[1].packets.count
            try await stage.until { viewer.video[1].packets.count >= before + 20 }
            #expect(stage.endings(of: viewer).isEmpty)
        }
    }

    @Test(arguments: [1, 2]) func `an offer with one pair plays the first`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            let one = try await stage.livePublisher(as: "a")
            _ = try await stage.livePublisher(as: "b")
            let viewer = try stage.viewer()
            #expect(try await stage.watch(viewer, "a", "b") == ["a"])
            try await stage.until { viewer.isPlaying }
            #expect(viewer.streams.flatMap(\.contents).allSatisfy { $0.mark == one.mark })
            let counts = await stage.relay.statistics().broadcasts.map { ($0.key.name, $0.subscribers) }
            #expect(Dictionary(uniqueKeysWithValues: counts) == ["a": 1, "b": 0])
        }
    }

    @Test(arguments: [1, 2]) func `broadcasts that are not live are passed over`(_ workers: Int) async throws
    {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher(as: "b")
            let viewer = try stage.viewer(.viewer(pairs: 2))
            #expect(try await stage.watch(viewer, "a", "b", "c") == ["b"])
            try await stage.until { viewer.isPlaying }
            #expect(viewer.streams.count == 2)
        }
    }

    @Test(arguments: [1, 2]) func `a session ends with all its subscriptions when one changes its codec`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher(as: "a")
            let two = try await stage.livePublisher(as: "b")
            let viewer = try stage.viewer(.viewer(pairs: 2))
            try await stage.watch(viewer, "a", "b")
            try await stage.until { viewer.isPlaying }
            await stage.relay.close(peer: two.id)
            _ = try await stage.livePublisher(.init(video: .h264), as: "b")
            try await stage.until { stage.endings(of: viewer) == [.codecChanged] }
            #expect(await stage.relay.statistics().broadcasts.map(\.subscribers) == [0, 0])
        }
    }
}
