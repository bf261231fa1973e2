// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// A rate: `burst` at once, one each `interval` in the long run.
struct TokenRate {
    /// Nanoseconds.
    let interval: Int64
    let burst: Int64

    init(perSecond: Int64, burst: Int64) {
        interval = 1_000_000_000 / perSecond
        self.burst = burst
    }
}

/// A token bucket of one number: the time at which it is full again (a GCRA's "theoretical arrival time").
struct TokenBucket {
    private var fullAt = Int64.min

    /// Takes a token; false if there is none.
    mutating func take(_ rate: TokenRate, now: MonotonicTime) -> Bool {
        let emptied = max(fullAt, now.nanoseconds) + rate.interval
        guard emptied - now.nanoseconds <= rate.interval * rate.burst else { return false }
        fullAt = emptied
        return true
    }
}

/// One token bucket for each source address (IPv6: each /64) that a check came from (hardening S11).
///
/// A table of fixed size: addresses whose hashes meet share a bucket. The hash is seeded for each process, so that
/// nobody can choose with whom.
struct SourceLimiter {
    private let rate: TokenRate
    private var buckets: [TokenBucket]

    init(_ rate: TokenRate, sources: Int = TransportLimits.limitedSources) {
        self.rate = rate
        buckets = Array(repeating: TokenBucket(), count: sources)
    }

    /// Takes a token of `source`; false if it has none.
    mutating func take(_ source: SocketAddress, now: MonotonicTime) -> Bool {
        var hasher = Hasher()
        hasher.combine(source.isIPv6 ? source.high : source.low)
        let place = UInt(bitPattern: hasher.finalize()) % UInt(buckets.count)
        return buckets[Int(place)].take(rate, now: now)
    }
}
