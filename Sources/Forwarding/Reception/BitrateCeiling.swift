// SPDX-License-Identifier: Apache-2.0

import RTP

/// The bitrate that a publisher without transport-wide feedback is told not to exceed
/// (REMB, draft-alvestrand-rmcat-remb-03 §2).
///
/// Once a second, from what arrived in it (additive increase, multiplicative decrease):
/// - more than 10 % lost: what arrived, less half the lost part;
/// - less than 2 % lost and the publisher near its ceiling: 250 kbit/s more;
/// - else as it was.
/// It begins at 5 Mbit/s and stays within ``Limits``: without delay measurements a bold start is safe only because
/// a publisher ramps up by itself.
struct BitrateCeiling {
    private static let increase: UInt64 = 250_000
    private(set) var bitrate: UInt64 = 5_000_000
    private var nextUpdate: MonotonicTime?
    private var expectedBefore: UInt64 = 0
    private var receivedBefore: UInt64 = 0

    /// The ceiling to send, if one is due; `expected` and `received` count packets since the publication began.
    mutating func poll(throughput: UInt64, expected: UInt64, received: UInt64, now: MonotonicTime) -> UInt64?
    {
        guard let due = nextUpdate else {
            nextUpdate = now.advanced(milliseconds: Limits.reportMilliseconds)
            return bitrate
        }
        guard now >= due else { return nil }
        nextUpdate = now.advanced(milliseconds: Limits.reportMilliseconds)
        update(throughput: throughput, expected: expected, received: received)
        return bitrate
    }

    private mutating func update(throughput: UInt64, expected: UInt64, received: UInt64) {
        // A source switch starts the counts over; that second tells nothing.
        let total = expected >= expectedBefore ? expected - expectedBefore : 0
        let arrived = received >= receivedBefore ? received - receivedBefore : 0
        expectedBefore = expected
        receivedBefore = received
        guard total > 0 else { return }
        let lost = total - min(arrived, total)
        if lost * 10 > total {
            bitrate = throughput - throughput * lost / (total * 2)
        } else if lost * 50 < total, throughput * 4 > bitrate * 3 {
            bitrate += Self.increase
        }
        bitrate = min(max(bitrate, Limits.ceiling.lowerBound), Limits.ceiling.upperBound)
    }
}
