// SPDX-License-Identifier: Apache-2.0

/// How many requests one address may make: a token bucket.
public struct RateLimit: Sendable, Equatable {
    /// Requests a second in the long run.
    public var perSecond: Int
    /// Requests at once, after a pause.
    public var burst: Int

    /// `perSecond` in the long run, `burst` at once; both at least 1.
    public init(perSecond: Int, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
    }
}
