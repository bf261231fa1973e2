// SPDX-License-Identifier: Apache-2.0

import RTP

/// What one stream should have brought, and what it did, by its sequence numbers (RFC 3550 §A.3).
struct ReceiveCount {
    private var unwrapper = SequenceUnwrapper()
    private var first: Int64?
    private var highest: Int64 = 0
    /// Whether each of the last numbers came: a ring of bits for duplicates.
    private var seen = [Int64](repeating: Int64.min, count: 1_024)
    private(set) var received = 0
    private(set) var duplicates = 0
    private(set) var reordered = 0

    /// Notes an arrival.
    mutating func note(_ sequenceNumber: UInt16) {
        let number = unwrapper.unwrap(sequenceNumber)
        let place = Int(number & 1_023)
        guard seen[place] != number else {
            duplicates += 1
            return
        }
        seen[place] = number
        received += 1
        if let first {
            if number < highest { reordered += 1 }
            if number < first { self.first = number }
            highest = max(highest, number)
        } else {
            first = number
            highest = number
        }
    }

    /// Numbers from the first to the highest.
    var expected: Int { first.map { Int(highest - $0) + 1 } ?? 0 }
    /// Numbers that never came.
    var lost: Int { expected - received }
    /// The highest number with the count of its wraps, for receiver reports (RFC 3550 §6.4.1).
    var extendedHighest: UInt32 { UInt32(truncatingIfNeeded: highest) }
}
