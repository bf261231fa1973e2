// SPDX-License-Identifier: Apache-2.0

/// Maps the monotonic clock to NTP wall time.
///
/// Made once, by whoever may read clocks; later steps of the wall clock don't show, so reports stay even.
public struct NTPClock: Sendable {
    /// Unix time in nanoseconds at the monotonic clock's zero.
    private let epoch: Int64

    /// A clock on which the moment `at` had this Unix time, in nanoseconds.
    public init(wallNanosecondsSince1970: Int64, at moment: MonotonicTime) {
        epoch = wallNanosecondsSince1970 &- moment.nanoseconds
    }

    /// The wall time at `moment`.
    public func ntp(_ moment: MonotonicTime) -> NTPTime {
        NTPTime(nanosecondsSince1970: epoch &+ moment.nanoseconds)
    }
}
