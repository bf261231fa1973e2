// SPDX-License-Identifier: Apache-2.0

import RTP

/// The part of a stream that lies in a window of time: what its numbers promise there, and the longest silence.
struct ReceiveWindow {
    private var expectedBefore = 0
    private var receivedBefore = 0
    private var duplicatesBefore = 0
    private var last: MonotonicTime?
    /// Milliseconds of the longest time between two packets.
    private(set) var longest: Int64 = 0

    /// The window begins.
    mutating func begin(_ count: ReceiveCount, _ now: MonotonicTime) {
        expectedBefore = count.expected
        receivedBefore = count.received
        duplicatesBefore = count.duplicates
        last = now
        longest = 0
    }

    /// Notes a packet.
    mutating func note(_ now: MonotonicTime) {
        longest = longestGap(now)
        last = now
    }

    func expected(_ count: ReceiveCount) -> Int { count.expected - expectedBefore }
    func received(_ count: ReceiveCount) -> Int { count.received - receivedBefore }
    func duplicates(_ count: ReceiveCount) -> Int { count.duplicates - duplicatesBefore }

    /// Milliseconds of the longest time without a packet, the present one included.
    func longestGap(_ now: MonotonicTime) -> Int64 {
        max(longest, last.map { now.milliseconds(since: $0) } ?? 0)
    }
}
