// SPDX-License-Identifier: Apache-2.0

import RTP

/// One subscription's timestamps: across a change of source they advance by the time that passed.
struct TimestampRewriter {
    /// What is added to the source's timestamps.
    private(set) var offset: UInt32 = 0
    private let first: UInt32
    private var last: UInt32 = 0
    /// When the packet sent last had arrived; nil before the first.
    private var lastArrival: MonotonicTime?

    /// Timestamps that begin with `first`.
    init(first: UInt32) {
        self.first = first
    }

    /// Continues with a source of `clockRate` ticks per second, whose packet of `timestamp` arrived at `arrival`.
    mutating func splice(at timestamp: UInt32, arrival: MonotonicTime, clockRate: UInt32) {
        guard let lastArrival else {
            offset = first &- timestamp
            return
        }
        let passed = max(arrival.nanoseconds &- lastArrival.nanoseconds, 0)
        let ticks = MediaTicks.of(nanoseconds: passed, clockRate: clockRate)
        // At least one tick, so that two frames never share a timestamp.
        offset = last &+ max(ticks, 1) &- timestamp
    }

    /// Notes the newest packet sent.
    mutating func note(_ timestamp: UInt32, arrival: MonotonicTime) {
        last = timestamp &+ offset
        lastArrival = arrival
    }
}
