// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay

/// What a publisher of several broadcasts may send, as it hears of it.
@Suite("Uplinks that are bounded, over loopback") struct BoundTests {
    @Test func `a bound is told by RTCP without an offer, and by the next answer`() async throws {
        try await Stage.run { stage in
            let uplink = try stage.uplink()
            uplink.offersREMB = true
            uplink.add("a", [.vp8])
            uplink.add("b", [.vp8])
            let first = try await stage.offer(uplink)
            #expect(try bandwidths(first) == [[], []])
            try await stage.live(uplink, ["a", "b"])
            #expect(uplink.ceilings.isEmpty)

            uplink.bounds = ["a": (nil, 256_000), "b": (nil, 128_000)]
            await stage.relay.bound(uplink.offered, peer: uplink.id)
            // The bitrate is rounded to 18 bits.
            try await stage.until { uplink.ceilings.contains(384_000) }
            let second = try await stage.offer(uplink)
            #expect(try bandwidths(second) == [["AS:256", "TIAS:256000"], ["AS:128", "TIAS:128000"]])

            uplink.bounds = [:]
            await stage.relay.bound(uplink.offered, peer: uplink.id)
            try await stage.until { (uplink.ceilings.last ?? 0) > 900_000_000 }
            #expect(stage.endings(of: uplink).isEmpty)
        }
    }

    @Test func `who knows no REMB is bounded by answers only`() async throws {
        try await Stage.run { stage in
            let uplink = try stage.uplink()
            uplink.add("a")
            uplink.bounds = ["a": (30_000, 256_000)]
            let answer = try await stage.offer(uplink)
            #expect(try bandwidths(answer) == [["AS:30", "TIAS:30000"], ["AS:256", "TIAS:256000"]])
            try await stage.live(uplink, ["a"])
            try await stage.until { uplink.reported.count > 50 }
            #expect(uplink.ceilings.isEmpty)
        }
    }

    @Test func `bounds of a peer that is gone are nobody's`() async throws {
        try await Stage.run { stage in
            let uplink = try await stage.liveUplink("a")
            await stage.relay.close(peer: uplink.id)
            await stage.relay.bound(uplink.offered, peer: uplink.id)
        }
    }

    private func bandwidths(_ answer: RelayAnswer) throws -> [[String]] {
        try SessionDescription(parsing: Array(answer.sdp.utf8)).media.map(\.bandwidths)
    }
}
