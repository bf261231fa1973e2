// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Signaling

@Suite("TokenBucket, AddressLimiter and AddressKey")
struct RateLimitTests {
    @Test func `a bucket gives its burst at once, then one each interval, and says how long to wait`() {
        let limit = RateLimit(perSecond: 10, burst: 3)
        var bucket = TokenBucket(now: .zero)
        for _ in 0..<3 {
            #expect(bucket.take(limit, now: .zero) == nil)
        }
        #expect(bucket.take(limit, now: .zero) == .milliseconds(100))
        #expect(bucket.take(limit, now: .milliseconds(99)) == .milliseconds(1))
        #expect(bucket.take(limit, now: .milliseconds(100)) == nil)
        #expect(bucket.take(limit, now: .milliseconds(100)) != nil)
        for _ in 0..<3 {
            #expect(bucket.take(limit, now: .seconds(60)) == nil)
        }
        #expect(bucket.take(limit, now: .seconds(60)) != nil)
    }

    @Test func `addresses don't share their buckets`() {
        var limiter = AddressLimiter(limit: RateLimit(perSecond: 1, burst: 1))
        #expect(limiter.take(AddressKey("192.0.2.1"), now: .zero) == nil)
        #expect(limiter.take(AddressKey("192.0.2.1"), now: .zero) != nil)
        #expect(limiter.take(AddressKey("192.0.2.2"), now: .zero) == nil)
    }

    @Test func `the table is bounded, and those who ask most are forgotten last`() {
        var limiter = AddressLimiter(limit: RateLimit(perSecond: 1, burst: 100), capacity: 64)
        let worst = AddressKey("198.51.100.1")
        for _ in 0..<100 {
            #expect(limiter.take(worst, now: .zero) == nil)
        }
        for number in 0..<10_000 {
            _ = limiter.take(AddressKey("10.0.\(number / 256).\(number % 256)"), now: .zero)
            #expect(limiter.buckets.count <= 64)
        }
        #expect(limiter.take(worst, now: .zero) != nil)
        _ = limiter.take(AddressKey("192.0.2.9"), now: .seconds(1_000))
        for number in 0..<64 {
            _ = limiter.take(AddressKey("10.1.0.\(number)"), now: .seconds(1_000))
        }
        #expect(limiter.buckets[worst] == nil)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("2001:db8::1", "2001:db8:0:0:5::", true), ("::1", "::2", false),
        ("::ffff:192.0.2.1", "192.0.2.1", true),
        ("2001:DB8:1:2::1", "2001:db8:1:2::1", true), ("1::", "1:0:0:0:2::", true), ("::", "::5", true),
        ("nonsense", "unknown", true), ("", "1.2.3", true),
    ])
    func `an IPv6 host is counted by its 64-bit prefix`(one: String, other: String, same: Bool) {
        #expect((AddressKey(one) == AddressKey(other)) == same)
    }

    @Test(arguments: [("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("::ffff:127.0.0.1", true)])
    func `the machine itself is known`(address: String, isLoopback: Bool) {
        #expect(AddressKey(address).isLoopback == isLoopback)
        #expect(
            !AddressKey("10.0.0.1").isLoopback && !AddressKey("").isLoopback
                && !AddressKey("fe80::1").isLoopback)
    }

    @Test func `loopback is not limited unless asked, and a trusted proxy's word names the client`()
        async throws
    {
        let header = HTTPField.Name.forwardedFor
        for (limitsLoopback, expected) in [(false, 201), (true, 429)] {
            let relay = try Relay {
                $0.postLimit = RateLimit(perSecond: 1, burst: 1)
                $0.trustsForwardedFor = true
                $0.limitsLoopback = limitsLoopback
            }
            _ = try await relay.post("/whip/r", [header: "127.0.0.1"])
            #expect(try await relay.post("/whip/r", [header: "127.0.0.1"]).status.code == expected)
        }
        let relay = try Relay {
            $0.postLimit = RateLimit(perSecond: 1, burst: 1)
            $0.trustsForwardedFor = true
        }
        #expect(try await relay.post("/whip/r", [header: "192.0.2.1"]).status == .created)
        #expect(
            try await relay.post("/whip/r", [header: "203.0.113.7, 192.0.2.1"]).status == .tooManyRequests)
        #expect(try await relay.post("/whip/r", [header: "192.0.2.2"]).status == .created)

        let distrustful = try Relay { $0.postLimit = RateLimit(perSecond: 1, burst: 1) }
        #expect(try await distrustful.post("/whip/r", [header: "192.0.2.1"]).status == .created)
        #expect(try await distrustful.post("/whip/r", [header: "192.0.2.2"]).status == .tooManyRequests)
    }
}
