// SPDX-License-Identifier: Apache-2.0

/// How often each ``DropReason`` happened. Fixed storage.
public struct DropCounts: Sendable {
    private var counts: InlineArray<23, UInt64>

    /// Nothing dropped yet.
    public init() {
        counts = InlineArray(repeating: 0)
        precondition(DropReason.allCases.count == 23, "one counter a reason")
    }

    /// How often `reason` happened.
    public subscript(reason: DropReason) -> UInt64 {
        get { counts[reason.rawValue] }
        set { counts[reason.rawValue] = newValue }
    }

    /// The sum over all reasons.
    public var total: UInt64 {
        DropReason.allCases.reduce(0) { $0 &+ self[$1] }
    }

    mutating func count(_ reason: DropReason) {
        counts[reason.rawValue] &+= 1
    }

    mutating func add(_ other: DropCounts) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }
}
