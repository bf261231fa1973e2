// SPDX-License-Identifier: Apache-2.0

import RTP

/// The interarrival jitter of one source (RFC 3550 §6.4.1, computed as in §A.8).
struct JitterEstimator {
    private let clockRate: UInt32
    private var transit: UInt32?
    /// Sixteen times the estimate, in timestamp units.
    private var scaled: UInt64 = 0

    /// An estimator for timestamps of `clockRate` ticks per second.
    init(clockRate: UInt32) {
        self.clockRate = clockRate
    }

    /// The estimate in timestamp units.
    var jitter: UInt32 { UInt32(clamping: scaled >> 4) }

    /// Notes the arrival of a packet that was not retransmitted.
    mutating func record(timestamp: UInt32, at arrival: MonotonicTime) {
        let now = MediaTicks.of(nanoseconds: arrival.nanoseconds, clockRate: clockRate) &- timestamp
        defer { transit = now }
        guard let transit else { return }
        let difference = UInt64(Int32(bitPattern: now &- transit).magnitude)
        // J += (|D| - J) / 16
        scaled = scaled &+ difference &- ((scaled &+ 8) >> 4)
    }
}
