// SPDX-License-Identifier: Apache-2.0

/// A moment on the relay's monotonic clock, in nanoseconds since an arbitrary start.
///
/// Only differences mean something. Pure modules never read a clock: whoever calls them passes `now`.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since the clock's start.
    public var nanoseconds: Int64

    /// A moment `nanoseconds` after the clock's start.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Whether `lhs` is the earlier moment.
    public static func < (lhs: MonotonicTime, rhs: MonotonicTime) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }

    /// The moment `milliseconds` later (earlier, if negative).
    public func advanced(milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds &+ milliseconds &* 1_000_000)
    }

    /// The moment `microseconds` later (earlier, if negative).
    public func advanced(microseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds &+ microseconds &* 1_000)
    }

    /// Whole milliseconds from `earlier` to this moment, rounded toward zero.
    public func milliseconds(since earlier: MonotonicTime) -> Int64 {
        (nanoseconds &- earlier.nanoseconds) / 1_000_000
    }

    /// Whole microseconds from `earlier` to this moment, rounded toward zero.
    public func microseconds(since earlier: MonotonicTime) -> Int64 {
        (nanoseconds &- earlier.nanoseconds) / 1_000
    }
}
