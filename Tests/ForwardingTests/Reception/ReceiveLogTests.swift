// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite("ReceiveLog, RFC 3550 §A.1") struct ReceiveLogTests {
    @Test func `packets in order are ahead without a gap`() {
        var log = ReceiveLog(first: 10)
        #expect(log.record(11) == .ahead(11, missing: 11..<11))
        #expect(log.record(12) == .ahead(12, missing: 12..<12))
        #expect(log.expected == 3)
        #expect(log.received == 3)
    }

    @Test func `a gap across the wrap is one gap`() {
        var log = ReceiveLog(first: 65_534)
        #expect(log.record(2) == .ahead(65_538, missing: 65_535..<65_538))
        #expect(log.expected == 5)
    }

    @Test func `a straggler fills its hole once`() {
        var log = ReceiveLog(first: 65_535)
        _ = log.record(2)
        #expect(log.record(0) == .late(65_536))
        #expect(log.record(0) == .duplicate)
        #expect(log.record(2) == .duplicate)
        #expect(log.received == 3)
    }

    @Test func `packets that the first one overtook are taken within the headroom`() {
        var log = ReceiveLog(first: 5)
        #expect(log.record(3) == .late(3))
        #expect(log.record(65_535) == .late(-1))
        #expect(log.record(3) == .duplicate)
        #expect(log.expected == 7)
        let tooFar = UInt16(truncatingIfNeeded: -1 - Limits.headroom)
        #expect(log.record(tooFar) == .tooOld)
    }

    @Test func `a leap counts only when the next packet confirms it`() {
        var log = ReceiveLog(first: 100)
        #expect(log.record(10_000) == .jump)
        #expect(log.record(101) == .ahead(101, missing: 101..<101))
        #expect(log.record(20_000) == .jump)
        #expect(log.record(20_001) == .restarted)
    }

    @Test func `what is older than the window is a leap and no packet`() {
        var log = ReceiveLog(first: 5_000)
        for number in 5_001...7_000 as ClosedRange<UInt16> { _ = log.record(number) }
        #expect(log.record(5_990) == .duplicate)
        #expect(log.record(5_976) == .jump)
    }

    @Test func `the window forgets what a wide gap passes over`() {
        var log = ReceiveLog(first: 0)
        for number in 1...100 as ClosedRange<UInt16> { _ = log.record(number) }
        // 2,148 is 2,048 after 100: the place of 100 must not look received.
        #expect(log.record(2_149) == .ahead(2_149, missing: 101..<2_149))
        #expect(log.record(2_148) == .late(2_148))
    }
}
