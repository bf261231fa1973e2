// SPDX-License-Identifier: Apache-2.0

import RTP

/// Writes the report blocks about one source (RFC 3550 §6.4.1, loss as in §A.3).
struct ReceiverReporter {
    private var expectedBefore: UInt64 = 0
    private var receivedBefore: UInt64 = 0
    private var lastReport: (middle32: UInt32, arrival: MonotonicTime)?

    /// Notes the publisher's sender report, whose time the blocks give back.
    mutating func record(_ ntp: NTPTime, at arrival: MonotonicTime) {
        lastReport = (ntp.middle32, arrival)
    }

    /// The block for now; `received` counts the packets that arrived without being asked for.
    mutating func block(
        ssrc: UInt32, log: ReceiveLog, received: UInt64, jitter: UInt32, now: MonotonicTime
    ) -> ReportBlock {
        let expected = log.expected
        let fraction = lostFraction(
            expected: expected &- expectedBefore, received: received &- receivedBefore)
        expectedBefore = expected
        receivedBefore = received
        return ReportBlock(
            ssrc: ssrc,
            fractionLost: fraction,
            cumulativeLost: Int32(clamping: Int64(bitPattern: expected &- received)),
            highestSequence: UInt32(truncatingIfNeeded: log.highest),
            jitter: jitter,
            lastSenderReport: lastReport?.middle32 ?? 0,
            delaySinceLastSenderReport: delay(now)
        )
    }

    /// In 1/256; 0 if more arrived than was expected.
    private func lostFraction(expected: UInt64, received: UInt64) -> UInt8 {
        guard expected > received else { return 0 }
        return UInt8(clamping: ((expected - received) << 8) / expected)
    }

    private func delay(_ now: MonotonicTime) -> UInt32 {
        guard let lastReport else { return 0 }
        return NTPTime.units(ofNanoseconds: now.nanoseconds &- lastReport.arrival.nanoseconds)
    }
}
