// SPDX-License-Identifier: Apache-2.0

/// Which packets of one source have arrived, and where the next one belongs (RFC 3550 §A.1).
///
/// Remembers the last 2,048 numbers in fixed storage. Numbers are extended: they don't wrap, and may be negative for
/// packets that the first one overtook.
struct ReceiveLog {
    /// What a packet's sequence number says of it.
    enum Verdict: Equatable {
        /// The newest so far; `missing` are the numbers that it skipped.
        case ahead(Int64, missing: Range<Int64>)
        /// Fills a hole behind the newest.
        case late(Int64)
        /// Arrived before.
        case duplicate
        /// Further behind than the log remembers.
        case tooOld
        /// A leap that the next packet must confirm.
        case jump
        /// The second packet of a new numbering: start a new log with it.
        case restarted
    }

    private static let capacity: Int64 = 2_048
    private var seen: InlineArray<32, UInt64>
    /// The lowest number received.
    private(set) var first: Int64
    /// The highest number received.
    private(set) var highest: Int64
    /// Different numbers received.
    private(set) var received: UInt64
    /// The number that would confirm a leap.
    private var expectedAfterJump: UInt16?

    /// A log whose first packet is `sequenceNumber`.
    init(first sequenceNumber: UInt16) {
        seen = InlineArray(repeating: 0)
        first = Int64(sequenceNumber)
        highest = first
        received = 1
        mark(first)
    }

    /// Numbers that should have arrived by now.
    var expected: UInt64 { UInt64(highest - first) + 1 }

    /// Whether `number`, which lies within the log, has arrived.
    func contains(_ number: Int64) -> Bool {
        guard number <= highest, number > highest - Self.capacity else { return false }
        return seen[word(number)] & bit(number) != 0
    }

    /// Notes a packet's arrival.
    mutating func record(_ sequenceNumber: UInt16) -> Verdict {
        let step = Int64(Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: highest)))
        if step > 0, step < Limits.dropoutPackets { return advance(by: step) }
        if step <= 0, step > -Limits.misorderedPackets { return fill(highest + step) }
        return leap(to: sequenceNumber)
    }

    private mutating func advance(by step: Int64) -> Verdict {
        let missing = highest + 1..<highest + step
        for number in missing.suffix(Int(Self.capacity)) { clear(number) }
        highest += step
        received += 1
        mark(highest)
        expectedAfterJump = nil
        return .ahead(highest, missing: missing)
    }

    private mutating func fill(_ number: Int64) -> Verdict {
        guard number > first - Limits.headroom else { return .tooOld }
        guard !contains(number) else { return .duplicate }
        first = min(first, number)
        received += 1
        mark(number)
        return .late(number)
    }

    /// Two packets in sequence are taken for a sender that started over.
    private mutating func leap(to sequenceNumber: UInt16) -> Verdict {
        guard sequenceNumber != expectedAfterJump else { return .restarted }
        expectedAfterJump = sequenceNumber &+ 1
        return .jump
    }

    private mutating func mark(_ number: Int64) { seen[word(number)] |= bit(number) }
    private mutating func clear(_ number: Int64) { seen[word(number)] &= ~bit(number) }
    private func word(_ number: Int64) -> Int { Int(truncatingIfNeeded: number >> 6) & 31 }
    private func bit(_ number: Int64) -> UInt64 { 1 << UInt64(truncatingIfNeeded: number & 63) }
}
