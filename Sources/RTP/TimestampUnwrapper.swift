// SPDX-License-Identifier: Apache-2.0

/// Extends 32-bit RTP timestamps to a line that does not wrap.
///
/// A timestamp is taken to lie within half the circle of the highest one so far; at 90 kHz half of it is 6 hours.
/// The first timestamp is itself, so timestamps from before it may be negative.
public struct TimestampUnwrapper: Sendable {
    /// The highest timestamp so far, in units of the clock rate; nil before the first.
    public private(set) var highest: Int64?

    /// Knows no timestamp yet.
    public init() {}

    /// The place of `timestamp` on the line; moves `highest` if it lies ahead.
    public mutating func unwrap(_ timestamp: UInt32) -> Int64 {
        let place = peek(timestamp)
        highest = max(place, highest ?? place)
        return place
    }

    /// The place that `timestamp` would get, without remembering it.
    public func peek(_ timestamp: UInt32) -> Int64 {
        guard let highest else { return Int64(timestamp) }
        return highest &+ Int64(Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: highest)))
    }
}
