// SPDX-License-Identifier: Apache-2.0

/// One token bucket for each address, for a bounded number of addresses (S20).
///
/// If more addresses come than fit, those whose buckets are full again are forgotten, which changes nothing
/// for them; if there are none, the fullest one is, so that a flood from many addresses can't push out its
/// own worst.
struct AddressLimiter: Sendable {
    /// What one address may.
    let limit: RateLimit
    /// How many addresses are remembered.
    let capacity: Int
    private(set) var buckets: [AddressKey: TokenBucket] = [:]

    /// A limiter that remembers nobody.
    init(limit: RateLimit, capacity: Int = Limits.limitedAddresses) {
        self.limit = limit
        self.capacity = capacity
    }

    /// Counts a request of `address`. Gives the time to wait if it comes too early.
    mutating func take(_ address: AddressKey, now: Duration) -> Duration? {
        if buckets[address] == nil {
            makeRoom(now: now)
        }
        return buckets[address, default: TokenBucket(now: now)].take(limit, now: now)
    }

    private mutating func makeRoom(now: Duration) {
        guard buckets.count >= capacity else { return }
        buckets = buckets.filter { $0.value.fullAt > now }
        guard buckets.count >= capacity else { return }
        // A quarter at once, so that a flood of addresses sorts once in a while and not for each request.
        let fullest = buckets.sorted { $0.value.fullAt < $1.value.fullAt }.prefix(capacity / 4 + 1)
        for (address, _) in fullest {
            buckets[address] = nil
        }
    }
}
