// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("JitterEstimator, RFC 3550 §6.4.1") struct JitterEstimatorTests {
    @Test func `an even stream has no jitter`() {
        var estimator = JitterEstimator(clockRate: 48_000)
        for index in 0..<100 as Range<Int64> {
            estimator.record(
                timestamp: UInt32(truncatingIfNeeded: 4_294_967_000 + index * 960),
                at: MonotonicTime(nanoseconds: index * 20_000_000))
        }
        #expect(estimator.jitter == 0)
    }

    @Test func `it settles at the formula's value`() {
        // J += (|D| - J)/16 in exact arithmetic beside the integers of §A.8.
        var estimator = JitterEstimator(clockRate: 90_000)
        var random = SeededRandom(seed: 7)
        var exact = 0.0
        var before: Int64?
        for index in 0..<500 as Range<Int64> {
            let delay = Int64.random(in: 0...20, using: &random) * 1_000_000
            let arrival = index * 33_000_000 + delay
            estimator.record(
                timestamp: UInt32(index * 2_970), at: MonotonicTime(nanoseconds: arrival))
            if let before { exact += (Double(abs(delay - before)) * 0.00009 - exact) / 16 }
            before = delay
        }
        #expect(abs(Double(estimator.jitter) - exact) < 3)
    }

    @Test func `wild timestamps don't trap`() {
        var estimator = JitterEstimator(clockRate: .max)
        for timestamp in [0, .max, 0x8000_0000, 1, 0x7FFF_FFFF] as [UInt32] {
            estimator.record(timestamp: timestamp, at: MonotonicTime(nanoseconds: Int64(timestamp) << 31))
        }
        #expect(estimator.jitter > 0)
    }
}
