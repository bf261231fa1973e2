// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import LoadKit

@Suite struct NACKLogTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `a gap is asked for at once, and again when no answer comes`() {
        var log = NACKLog()
        log.miss(100..<103, time(0))
        #expect(log.due(time(1)) == [100, 101, 102])
        #expect(log.due(time(50)) == [])
        #expect(log.due(time(101)) == [100, 101, 102])
        #expect(log.asked == 6)
    }

    @Test func `what comes after it was asked for is recovered`() {
        var log = NACKLog()
        log.miss(100..<102, time(0))
        _ = log.due(time(1))
        let wasAsked = log.fill(100)
        #expect(wasAsked)
        #expect(log.recovered == 1)
        #expect(log.open == 1)
        #expect(log.due(time(200)) == [101])
    }

    @Test func `what comes before it was asked for was only late`() {
        var log = NACKLog()
        log.miss(100..<101, time(0))
        let wasAsked = log.fill(100)
        #expect(!wasAsked)
        #expect(log.recovered == 0)
        #expect(log.open == 0)
    }

    @Test func `a number that never comes is given up after some tries`() {
        var log = NACKLog()
        log.miss(100..<101, time(0))
        var now: Int64 = 0
        for _ in 0..<NACKLog.tries {
            #expect(log.due(time(now)) == [100])
            now += NACKLog.retryMilliseconds
        }
        #expect(log.due(time(now)) == [])
        #expect(log.givenUp == 1)
        #expect(log.open == 0)
    }

    @Test func `an outage is given up beyond the bound`() {
        var log = NACKLog()
        log.miss(0..<5_000, time(0))
        #expect(log.open == NACKLog.most)
        #expect(log.givenUp == 5_000 - NACKLog.most)
    }

    @Test func `numbers are asked for as they stand in packets`() {
        var log = NACKLog()
        log.miss(65_535..<65_537, time(0))
        #expect(log.due(time(0)) == [65_535, 0])
    }
}
