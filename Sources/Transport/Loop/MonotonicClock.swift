// SPDX-License-Identifier: Apache-2.0

internal import CShims
internal import RTP

/// The one place that reads the clock.
enum MonotonicClock {
    /// The present moment (`CLOCK_MONOTONIC`).
    static func read() -> MonotonicTime {
        MonotonicTime(nanoseconds: CShims_monotonicNanoseconds())
    }
}
