// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite("ReceiverReporter, RFC 3550 §A.3") struct ReceiverReporterTests {
    let now = MonotonicTime(nanoseconds: 9_000_000_000)

    @Test func `loss is that of the interval, and in all`() {
        var log = ReceiveLog(first: 65_533)
        var reporter = ReceiverReporter()
        // Of 65,533…65,536 one is missing.
        for number in [65_534, 0] as [UInt16] { _ = log.record(number) }
        let first = reporter.block(ssrc: 9, log: log, received: log.received, jitter: 5, now: now)
        #expect(first.fractionLost == 64)
        #expect(first.cumulativeLost == 1)
        #expect(first.highestSequence == 0x1_0000)
        #expect(first.jitter == 5)
        for number in 1...8 as ClosedRange<UInt16> { _ = log.record(number) }
        let second = reporter.block(ssrc: 9, log: log, received: log.received, jitter: 5, now: now)
        #expect(second.fractionLost == 0)
        #expect(second.cumulativeLost == 1)
    }

    @Test func `more than expected is no loss`() {
        var log = ReceiveLog(first: 1)
        var reporter = ReceiverReporter()
        _ = log.record(2)
        let block = reporter.block(ssrc: 9, log: log, received: 5, jitter: 0, now: now)
        #expect(block.fractionLost == 0)
        #expect(block.cumulativeLost == -3)
    }

    @Test func `the publisher's report comes back with the time since`() {
        let log = ReceiveLog(first: 1)
        var reporter = ReceiverReporter()
        reporter.record(NTPTime(bits: 0x1122_3344_5566_7788), at: now)
        let later = now.advanced(milliseconds: 500)
        let block = reporter.block(ssrc: 9, log: log, received: 1, jitter: 0, now: later)
        #expect(block.lastSenderReport == 0x3344_5566)
        #expect(block.delaySinceLastSenderReport == 32_768)
    }
}
