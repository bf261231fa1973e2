// SPDX-License-Identifier: Apache-2.0

/// A token bucket: `burst` requests at once, `perSecond` in the long run.
struct TokenBucket: Equatable, Sendable {
    /// The time at which the bucket is full again; the only state (a GCRA's "theoretical arrival time").
    private(set) var fullAt: Duration

    /// A full bucket.
    init(now: Duration) {
        fullAt = now
    }

    /// Takes one token. Gives the time to wait if there is none.
    mutating func take(_ limit: RateLimit, now: Duration) -> Duration? {
        let interval = Duration.seconds(1) / limit.perSecond
        let emptied = max(fullAt, now) + interval
        let excess = emptied - now - interval * limit.burst
        guard excess <= .zero else { return excess }
        fullAt = emptied
        return nil
    }
}
