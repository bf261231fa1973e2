// SPDX-License-Identifier: Apache-2.0

/// Extends 16-bit sequence numbers to a line that does not wrap (RFC 3550 §A.1).
///
/// A number is taken to lie within half the circle of the highest one so far: up to 32,767 ahead, 32,768 behind.
/// The first number is itself, so numbers from before it may be negative.
public struct SequenceUnwrapper: Sendable {
    /// The highest number so far; nil before the first.
    public private(set) var highest: Int64?

    /// Knows no number yet.
    public init() {}

    /// The place of `n` on the line; moves `highest` if it lies ahead.
    public mutating func unwrap(_ n: UInt16) -> Int64 {
        let place = peek(n)
        highest = max(place, highest ?? place)
        return place
    }

    /// The place that `n` would get, without remembering it.
    public func peek(_ n: UInt16) -> Int64 {
        guard let highest else { return Int64(n) }
        return highest &+ Int64(Int16(bitPattern: n &- UInt16(truncatingIfNeeded: highest)))
    }
}
