// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

@Suite("Rates of checks") struct TokenBucketTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 5).advanced(milliseconds: milliseconds)
    }

    @Test func `a bucket gives its burst, then its rate`() {
        let rate = TokenRate(perSecond: 10, burst: 3)
        var bucket = TokenBucket()
        let times: [Int64] = [0, 0, 0, 0, 0, 99, 100, 100, 10_000, 10_000, 10_000, 10_000]
        let taken = times.map { bucket.take(rate, now: time($0)) }
        #expect(taken == [true, true, true, false, false, false, true, false, true, true, true, false])
    }

    @Test func `sources are told apart, ports and the halves of an IPv6 address are not`() {
        let rate = TokenRate(perSecond: 1, burst: 1)
        var limiter = SourceLimiter(rate, sources: 1 << 16)
        let sources = [
            SocketAddress(ipv4: 1, port: 1), SocketAddress(ipv4: 1, port: 2), SocketAddress(ipv4: 2, port: 1),
            SocketAddress(ipv6: (7 << 40, 1), port: 1), SocketAddress(ipv6: (7 << 40, 2), port: 1),
        ]
        let taken = sources.map { limiter.take($0, now: time(0)) }
        #expect(taken == [true, false, true, true, false])
    }

    @Test func `a hundred thousand sources take no more room than one`() {
        var limiter = SourceLimiter(TokenRate(perSecond: 1, burst: 1), sources: 64)
        let admitted = (0..<100_000).count { number in
            limiter.take(SocketAddress(ipv4: UInt32(number), port: 1), now: time(0))
        }
        #expect(admitted == 64)
    }
}
