// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

/// The figures that the control plane shows.
@Suite("Statistics, over loopback") struct StatisticsTests {
    @Test func `totals never run backwards, whoever comes and goes and whatever is lost`() async throws {
        try await Stage.run { stage in
            var last = try #require(await stage.relay.statistics().workers.first)
            func look() async throws {
                let next = try #require(await stage.relay.statistics().workers.first)
                #expect(next.traffic.packetsIn >= last.traffic.packetsIn)
                #expect(next.traffic.packetsOut >= last.traffic.packetsOut)
                #expect(next.traffic.bytesIn >= last.traffic.bytesIn)
                #expect(next.traffic.bytesOut >= last.traffic.bytesOut)
                #expect(next.totals.lost >= last.totals.lost)
                #expect(next.totals.retransmissions >= last.totals.retransmissions)
                #expect(next.totals.keyframeRequests >= last.totals.keyframeRequests)
                for (reason, count) in last.drops {
                    #expect(next.drops[reason, default: 0] >= count, "\(reason)")
                }
                last = next
            }
            for round in 0..<3 {
                let publisher = try await stage.livePublisher()
                let viewer = try await stage.playingViewer()
                try await look()
                let gap = publisher.videoCount + 3
                publisher.withholds = { $0 % 10 == gap % 10 }
                while publisher.withheld.count < 4 || publisher.nacked.count < 4 {
                    let seen = publisher.videoCount
                    try await stage.until { publisher.videoCount > seen }
                    try await look()
                }
                viewer.nack(viewer.video[0].packets.prefix(3).map(\.sequenceNumber), of: viewer.video[0])
                try await stage.until { viewer.video[0].resends.count >= 3 }
                try await look()
                // In turn the viewer, the publisher and both at once are the last to go.
                if round != 1 { await stage.relay.close(peer: viewer.id) }
                try await look()
                await stage.relay.close(peer: publisher.id)
                try await look()
                await stage.relay.close(peer: viewer.id)
                try await look()
            }
            try await stage.untilFigures { $0.workers[0].peers == 0 }
            try await look()
            #expect(last.broadcasts.isEmpty)
            #expect(last.totals.retransmissions == 9)
            #expect(last.traffic.packetsIn > 100 && last.traffic.bytesOut > 10_000)
        }
    }

    @Test func `a broadcast is shown with its publisher, tracks and subscribers`() async throws {
        try await Stage.run { stage in
            let publisher = try stage.publisher()
            try await stage.publish(publisher)
            // Before its media it is there but not live.
            let early = try #require(await stage.relay.statistics().broadcasts.first)
            #expect(early.key == .named("cam") && early.publisher == publisher.id && !early.isLive)
            try await stage.until { stage.events.contains(.live(.named("cam"), publisher.id)) }
            _ = try await stage.playingViewer()
            _ = try await stage.playingViewer()
            try await stage.until { publisher.videoCount > 60 }
            let shown = try #require(await stage.relay.statistics().broadcasts.first)
            #expect(shown.isLive && shown.subscribers == 2)
            #expect(shown.tracks.map(\.kind) == ["audio", "video"])
            #expect(shown.tracks.map(\.codec) == ["opus", "VP8"])
            for track in shown.tracks {
                #expect(track.packets > 20 && track.bytes > track.packets && track.bitrate > 0)
                #expect(track.lost == 0 && track.recovered == 0)
            }
            #expect(shown.tracks[0].keyframes == 0 && shown.tracks[1].keyframes >= 1)
            await stage.relay.close(peer: publisher.id)
            let orphan = try #require(await stage.relay.statistics().broadcasts.first)
            #expect(orphan.publisher == nil && !orphan.isLive && orphan.subscribers == 2)
        }
    }
}
