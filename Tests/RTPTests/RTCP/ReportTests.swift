// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("SenderReport, ReceiverReport and ReportBlock, RFC 3550 §6.4") struct ReportTests {
    private static let block = ReportBlock(
        ssrc: 0x0102_0304, fractionLost: 0x80, cumulativeLost: -2, highestSequence: 0x0001_FFFE, jitter: 7,
        lastSenderReport: 0xB705_2000, delaySinceLastSenderReport: 0x0005_4000)
    private static let blockBytes = hex("01020304 80fffffe 0001fffe 00000007 b7052000 00054000")

    @Test func `a sender report lies as §6.4.1 draws it`() throws {
        let report = SenderReport(
            ssrc: 0x0A0B_0C0D, ntp: NTPTime(seconds: 0xB44D_B705, fraction: 0x2000_0000),
            rtpTimestamp: 90_000,
            packetCount: 3, octetCount: 4, reports: [Self.block])
        let bytes = hex("81c8000c 0a0b0c0d b44db705 20000000 00015f90 00000003 00000004") + Self.blockBytes
        #expect(written(report.write) == bytes)
        #expect(try parse(bytes, SenderReport.init(parsing:)) == report)
    }

    @Test func `a receiver report lies as §6.4.2 draws it`() throws {
        let report = ReceiverReport(ssrc: 0x0A0B_0C0D, reports: [Self.block])
        let bytes = hex("81c90007 0a0b0c0d") + Self.blockBytes
        #expect(written(report.write) == bytes)
        #expect(try parse(bytes, ReceiverReport.init(parsing:)) == report)
    }

    @Test func `an empty receiver report has eight bytes`() {
        #expect(written(ReceiverReport(ssrc: 1).write) == hex("80c90001 00000001"))
    }

    @Test func `extensions of a profile behind the blocks are passed over`() throws {
        #expect(
            try parse(hex("80c90002 00000001 deadbeef"), ReceiverReport.init(parsing:))
                == ReceiverReport(ssrc: 1))
    }

    @Test func `one packet type is not the other`() {
        let bytes = written(ReceiverReport(ssrc: 1).write)
        #expect(throws: RTCPError.unexpectedKind(type: 201, format: 0)) {
            try parse(bytes, SenderReport.init(parsing:))
        }
    }

    @Test(
        "the loss has 24 bits and a sign",
        arguments: [
            (Int32.max, 0x7F_FFFF), (0x7F_FFFF, 0x7F_FFFF), (1, 1), (0, 0), (-1, -1),
            (-0x80_0000, -0x80_0000),
            (.min, -0x80_0000),
        ] as [(Int32, Int32)])
    func clampsLoss(_ lost: Int32, _ expected: Int32) throws {
        var block = Self.block
        block.cumulativeLost = lost
        let bytes = written(ReceiverReport(ssrc: 1, reports: [block]).write)
        #expect(try parse(bytes, ReceiverReport.init(parsing:)).reports.first?.cumulativeLost == expected)
    }

    @Test func `31 blocks are written of 40`() throws {
        let report = ReceiverReport(ssrc: 1, reports: [ReportBlock](repeating: Self.block, count: 40))
        let bytes = written(report.write)
        #expect(try parse(bytes, ReceiverReport.init(parsing:)).reports.count == 31)
    }

    @Test("what is written reads back", arguments: UInt64(0)..<100) func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        func number() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }
        let blocks = (0..<Int.random(in: 0...31, using: &random)).map { _ in
            ReportBlock(
                ssrc: number(), fractionLost: UInt8(truncatingIfNeeded: number()),
                cumulativeLost: Int32(bitPattern: number()) >> 8, highestSequence: number(), jitter: number(),
                lastSenderReport: number(), delaySinceLastSenderReport: number())
        }
        let sender = SenderReport(
            ssrc: number(), ntp: NTPTime(bits: random.next()), rtpTimestamp: number(), packetCount: number(),
            octetCount: number(), reports: blocks)
        let receiver = ReceiverReport(ssrc: number(), reports: blocks)
        let compound = written(sender.write) + written(receiver.write)
        #expect(read(compound).packets == [.senderReport(sender), .receiverReport(receiver)])
    }
}
