// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Relay

/// Sender reports toward subscribers (RFC 3550 §6.4.1).
@Suite("Lip sync, over loopback") struct LipSyncTests {
    @Test(arguments: [1, 2]) func `the reports of both tracks map one instant of capture to the same time`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            try await stage.until { viewer.streams.allSatisfy { $0.reports.count >= 4 } }
            let offsets = try viewer.streams.map { try #require(Self.captureOffset($0)) }
            #expect(abs(offsets[0] - offsets[1]) <= 2_000, "off by \(offsets[0] - offsets[1]) µs")
        }
    }

    @Test(arguments: [1, 2]) func `they still do after the publisher came back with another clock`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            try await stage.until { viewer.streams.allSatisfy { $0.reports.count >= 2 } }
            await stage.relay.close(peer: first.id)
            let second = try await stage.livePublisher()
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: second.mark) >= 10 } }
            let before = viewer.streams.map(\.reports.count)
            try await stage.until {
                zip(viewer.streams, before).allSatisfy { $0.reports.count >= $1 + 3 }
            }
            let offsets = try viewer.streams.map { try #require(Self.captureOffset($0)) }
            #expect(abs(offsets[0] - offsets[1]) <= 2_000, "off by \(offsets[0] - offsets[1]) µs")
        }
    }

    /// Microseconds from the publisher's clock to the time that the newest report says the newest packet is of.
    private static func captureOffset(_ stream: ReceivedStream) -> Int64? {
        guard let report = stream.reports.last, let packet = stream.packets.last,
            let content = stream.content(packet)
        else { return nil }
        let ticks = Int64(Int32(bitPattern: packet.timestamp &- report.rtpTimestamp))
        let reported = report.ntp.nanoseconds(since: NTPTime(nanosecondsSince1970: 0)) / 1_000
        return reported + ticks * 1_000_000 / stream.clockRate - content.capture
    }
}
