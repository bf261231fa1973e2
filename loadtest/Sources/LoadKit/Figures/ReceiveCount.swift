// SPDX-License-Identifier: Apache-2.0

import RTP

/// What one stream should have brought, and what it did, by its sequence numbers (RFC 3550 §A.3).
struct ReceiveCount {
    /// What a packet was.
    enum Arrival: Equatable {
        /// The first, or the one after the highest or later: `missing` were passed over.
        case ahead(missing: Range<Int64>)
        /// One that had been passed over.
        case late(Int64)
        case duplicate
    }

    /// How far back duplicates are told from late packets; a power of two.
    private static let memory = 1_024

    private var unwrapper = SequenceUnwrapper()
    private var first: Int64?
    private var highest: Int64 = 0
    /// The numbers that came last, each at its place in a ring.
    private var seen = [Int64](repeating: Int64.min, count: memory)
    private(set) var received = 0
    private(set) var duplicates = 0
    private(set) var reordered = 0

    /// Notes an arrival.
    @discardableResult
    mutating func note(_ sequenceNumber: UInt16) -> Arrival {
        let number = unwrapper.unwrap(sequenceNumber)
        let place = Int(number & Int64(Self.memory - 1))
        guard seen[place] != number else {
            duplicates += 1
            return .duplicate
        }
        seen[place] = max(seen[place], number)
        received += 1
        guard let first else {
            first = number
            highest = number
            return .ahead(missing: number..<number)
        }
        if number > highest {
            defer { highest = number }
            return .ahead(missing: (highest + 1)..<number)
        }
        if number < first { self.first = number }
        return .late(number)
    }

    /// Notes that the last late packet had not been sent again, but overtaken.
    mutating func noteReordered() {
        reordered += 1
    }

    /// Numbers from the first to the highest.
    var expected: Int { first.map { Int(highest - $0) + 1 } ?? 0 }
    /// Numbers that never came.
    var lost: Int { expected - received }
    /// The highest number with the count of its wraps, for receiver reports (RFC 3550 §6.4.1).
    var extendedHighest: UInt32 { UInt32(truncatingIfNeeded: highest) }
}
