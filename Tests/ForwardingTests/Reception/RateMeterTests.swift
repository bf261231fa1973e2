// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite struct RateMeterTests {
    @Test func `the rate is that of the last second`() {
        var meter = RateMeter()
        for step in 0..<50 as Range<Int64> {
            meter.add(1_000, now: MonotonicTime(nanoseconds: step * 40_000_000))
        }
        let rate = meter.bitrate(now: MonotonicTime(nanoseconds: 1_960_000_000))
        #expect(abs(Int(rate) - 200_000) <= 16_000)
        #expect(meter.bitrate(now: MonotonicTime(nanoseconds: 4_000_000_000)) == 0)
    }

    @Test func `a clock before its start does no harm`() {
        var meter = RateMeter()
        meter.add(10, now: MonotonicTime(nanoseconds: -5_000_000_000))
        meter.add(10, now: MonotonicTime(nanoseconds: .max / 2))
        #expect(meter.bitrate(now: MonotonicTime(nanoseconds: .max / 2)) == 80)
    }
}
