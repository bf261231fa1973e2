// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("ReceiverEstimatedMaximumBitrate, draft-alvestrand-rmcat-remb-03 §2.2")
struct ReceiverEstimatedMaximumBitrateTests {
    @Test func `Chrome's estimate of 8.9 Mbit/s`() throws {
        let estimate = ReceiverEstimatedMaximumBitrate(
            senderSSRC: 1, bitrate: 8_927_168, ssrcs: [1_215_622_422])
        #expect(try parse(RTCPVectors.remb, ReceiverEstimatedMaximumBitrate.init(parsing:)) == estimate)
        #expect(written(estimate.write) == RTCPVectors.remb)
    }

    @Test(
        "18 bits of a bitrate are kept, rounded down",
        arguments: [
            (0, 0), (1, 1), (0x3_FFFF, 0x3_FFFF), (0x4_0001, 0x4_0000), (2_500_001, 2_500_000),
            (.max, 0x3_FFFF << 46),
        ] as [(UInt64, UInt64)])
    func rounds(_ bitrate: UInt64, _ expected: UInt64) throws {
        let bytes = written(
            ReceiverEstimatedMaximumBitrate(senderSSRC: 1, bitrate: bitrate, ssrcs: [1, 2]).write)
        #expect(try parse(bytes, ReceiverEstimatedMaximumBitrate.init(parsing:)).bitrate == expected)
    }

    @Test func `a bitrate beyond 64 bits is the largest that can be written`() throws {
        let bytes = hex("8fce0004 00000001 00000000 52454d42 00ffffff")
        #expect(
            try parse(bytes, ReceiverEstimatedMaximumBitrate.init(parsing:)).bitrate
                == ReceiverEstimatedMaximumBitrate.maximumBitrate)
    }

    @Test func `other application layer feedback is refused`() {
        let bytes = hex("8fce0004 00000001 00000000 41424344 00000000")
        #expect(throws: RTCPError.unexpectedKind(type: 206, format: 15)) {
            try parse(bytes, ReceiverEstimatedMaximumBitrate.init(parsing:))
        }
    }
}
