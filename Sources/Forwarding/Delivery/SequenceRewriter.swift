// SPDX-License-Identifier: Apache-2.0

/// One subscription's sequence numbers: contiguous over all that it is sent, wherever it begins or continues.
struct SequenceRewriter {
    /// What is added to a track's packet number.
    private(set) var offset: Int64 = 0
    /// The highest number sent, extended; one below the first before anything was sent.
    private(set) var highest: Int64

    /// Numbers that begin with `first`.
    init(first: UInt16) {
        // A turn above zero, so that the number before the first is not negative.
        highest = Int64(first) + 65_535
    }

    /// Continues with the track's packet `number`.
    mutating func splice(at number: Int64) {
        offset = highest + 1 - number
    }

    /// Notes that the track's packet `number` was sent; true if it is the newest.
    mutating func note(_ number: Int64) -> Bool {
        let sent = number &+ offset
        guard sent > highest else { return false }
        highest = sent
        return true
    }

    /// Extends a number that the subscriber names; nil if it was never sent.
    func extend(_ sequenceNumber: UInt16) -> Int64? {
        let step = Int64(Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: highest)))
        return step <= 0 ? highest + step : nil
    }
}
