// SPDX-License-Identifier: Apache-2.0

/// How many bytes a client may still send: a token bucket that may be overdrawn, because what has arrived
/// can't be sent back; whoever overdraws it waits.
struct ByteBudget {
    /// What is allowed, in bytes.
    let limit: RateLimit
    /// The time at which the bucket is full again.
    private var fullAt: Duration

    /// A full bucket.
    init(_ limit: RateLimit, now: Duration) {
        self.limit = limit
        fullAt = now
    }

    /// Counts `bytes` that came.
    mutating func spend(_ bytes: Int, now: Duration) {
        fullAt = max(fullAt, now) + cost(bytes)
    }

    /// The time until more may be read, nil if that is now.
    func wait(now: Duration) -> Duration? {
        let excess = fullAt - now - cost(limit.burst)
        return excess > .zero ? excess : nil
    }

    private func cost(_ bytes: Int) -> Duration {
        Duration.seconds(1) * bytes / limit.perSecond
    }
}
