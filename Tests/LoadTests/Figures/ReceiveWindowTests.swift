// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import LoadKit

@Suite struct ReceiveWindowTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `what came before the window is no part of it`() {
        var (count, window) = (ReceiveCount(), ReceiveWindow())
        for number in UInt16(1)...10 { count.note(number) }
        window.begin(count, time(1_000))
        for number in [UInt16(11), 12, 12, 15] {
            count.note(number)
            window.note(time(1_010))
        }
        #expect(window.expected(count) == 5)
        #expect(window.received(count) == 3)
        #expect(window.duplicates(count) == 1)
    }

    @Test func `the longest gap counts from the window's begin and to its end`() {
        var window = ReceiveWindow()
        window.note(time(0))
        window.begin(ReceiveCount(), time(10_000))
        #expect(window.longestGap(time(10_300)) == 300)
        window.note(time(10_400))
        window.note(time(10_500))
        #expect(window.longestGap(time(10_600)) == 400)
        #expect(window.longestGap(time(12_500)) == 2_000)
        #expect(window.longest == 400)
    }

    @Test func `arrivals are counted second by second, silent ones too`() {
        var log = ArrivalLog(start: time(5_000))
        for milliseconds in [5_000, 5_999, 6_000, 8_100] { log.note(time(Int64(milliseconds))) }
        #expect(log.counts(time(8_200)) == [2, 1, 0, 1])
        #expect(log.counts(time(10_000)) == [2, 1, 0, 1, 0, 0])
        #expect(ArrivalLog(start: time(0)).counts(time(1_500)) == [0, 0])
    }
}
