// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import RTP

/// The one place that reads the clock.
enum MonotonicClock {
    /// The present moment (`CLOCK_MONOTONIC`).
    static func read() -> MonotonicTime {
        var time = timespec()
        // SAFETY: the kernel fills a local value during the call.
        let status = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        precondition(status == 0, "Linux always has a monotonic clock")
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}
