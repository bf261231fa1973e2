// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite("PublisherClock and CaptureClock, RFC 3550 §6.4.1") struct ClockTests {
    let start = MonotonicTime(nanoseconds: 0)

    func ntp(_ milliseconds: Int64) -> NTPTime {
        NTPTime(nanosecondsSince1970: 1_000_000_000_000 + milliseconds * 1_000_000)
    }

    @Test func `before a report, the packet that came quickest sets the clock`() {
        let publisher = PublisherClock()
        var clock = CaptureClock(clockRate: 90_000)
        #expect(clock.timestamp(at: start, publisher: publisher) == nil)
        clock.record(timestamp: 1_000, at: start.advanced(milliseconds: 50))
        clock.record(timestamp: 1_000 + 9_000, at: start.advanced(milliseconds: 110))
        #expect(clock.timestamp(at: start.advanced(milliseconds: 110), publisher: publisher) == 10_000)
    }

    @Test func `a report overrides arrivals`() {
        let publisher = PublisherClock()
        var clock = CaptureClock(clockRate: 90_000)
        clock.record(timestamp: 5, at: start)
        publisher.record(ntp(0), at: start)
        clock.record(ntp(0), timestamp: 4_294_967_290, publisher: publisher)
        #expect(clock.timestamp(at: start.advanced(milliseconds: 1_000), publisher: publisher) == 89_994)
    }

    @Test func `jitter of reports moves the offset by a sixteenth`() {
        let publisher = PublisherClock()
        publisher.record(ntp(0), at: start)
        publisher.record(ntp(1_000), at: start.advanced(milliseconds: 1_008))
        #expect(publisher.moment(of: ntp(1_000)) == start.advanced(microseconds: 1_000_500))
        publisher.record(ntp(2_000), at: start.advanced(milliseconds: 2_300))
        // Never by more than a millisecond at a time.
        #expect(publisher.moment(of: ntp(2_000)) == start.advanced(microseconds: 2_001_500))
    }

    @Test func `a clock that was set starts anew, and older reports don't count`() {
        let publisher = PublisherClock()
        var clock = CaptureClock(clockRate: 1_000)
        clock.record(timestamp: 77, at: start)
        publisher.record(ntp(0), at: start)
        clock.record(ntp(0), timestamp: 0, publisher: publisher)
        publisher.record(ntp(36_000_000), at: start.advanced(milliseconds: 1_000))
        #expect(publisher.epoch == 1)
        #expect(clock.timestamp(at: start.advanced(milliseconds: 1_000), publisher: publisher) == 1_077)
    }

    @Test func `any report is survived`() {
        let publisher = PublisherClock()
        var clock = CaptureClock(clockRate: .max)
        for bits in [0, .max, 1 << 63, 0x7FFF_FFFF_FFFF_FFFF] as [UInt64] {
            publisher.record(NTPTime(bits: bits), at: start)
            clock.record(NTPTime(bits: bits), timestamp: 1, publisher: publisher)
            clock.record(timestamp: UInt32(truncatingIfNeeded: bits), at: start)
            #expect(clock.timestamp(at: MonotonicTime(nanoseconds: .max / 2), publisher: publisher) != nil)
        }
    }
}
