// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("NTPTime and NTPClock, RFC 3550 §4") struct NTPTimeTests {
    @Test func `the example of RFC 3550 §6.4.1`() {
        // Figure 2: round trip of an SR that left at b44d:b705.2000 and an RR with a delay of 5.25 s.
        let sent = NTPTime(seconds: 0xB44D_B705, fraction: 0x2000_0000)
        #expect(sent.middle32 == 0xB705_2000)
        #expect(NTPTime.nanoseconds(ofUnits: 0x0005_4000) == 5_250_000_000)
        #expect(NTPTime.units(ofNanoseconds: 5_250_000_000) == 0x0005_4000)
        let arrived: UInt32 = 0xB710_8000
        #expect(NTPTime.nanoseconds(ofUnits: arrived &- sent.middle32 &- 0x0005_4000) == 6_125_000_000)
    }

    @Test func `1970 began 2,208,988,800 seconds after 1900`() {
        #expect(NTPTime(nanosecondsSince1970: 0) == NTPTime(seconds: 2_208_988_800, fraction: 0))
        #expect(
            NTPTime(nanosecondsSince1970: 1_500_000_000)
                == NTPTime(seconds: 2_208_988_801, fraction: 0x8000_0000))
        #expect(
            NTPTime(nanosecondsSince1970: -250_000_000)
                == NTPTime(seconds: 2_208_988_799, fraction: 0xC000_0000))
    }

    @Test func `bits hold seconds and fraction`() {
        let time = NTPTime(bits: 0x0102_0304_0506_0708)
        #expect(time == NTPTime(seconds: 0x0102_0304, fraction: 0x0506_0708))
        #expect(time.bits == 0x0102_0304_0506_0708)
        #expect(time.middle32 == 0x0304_0506)
    }

    @Test func `abs-send-time is 6.18 fixed point`() {
        #expect(NTPTime(seconds: 1, fraction: 0).absoluteSendTime == 1 << 18)
        #expect(NTPTime(seconds: 64, fraction: 0x8000_0000).absoluteSendTime == 1 << 17)
        #expect(NTPTime(seconds: .max, fraction: .max).absoluteSendTime == 0xFF_FFFF)
    }

    @Test("differences are exact to a nanosecond", arguments: UInt64(0)..<50) func differences(_ seed: UInt64)
    {
        var random = SeededRandom(seed: seed)
        let start = Int64.random(in: 0...4_000_000_000_000_000_000, using: &random)
        let span = Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &random)
        let difference = NTPTime(nanosecondsSince1970: start + span)
            .nanoseconds(since: NTPTime(nanosecondsSince1970: start))
        #expect(abs(difference - span) <= 1)
    }

    @Test func `differences hold across the wrap of 2036`() {
        let before = NTPTime(seconds: .max, fraction: 0x8000_0000)
        let after = NTPTime(seconds: 0, fraction: 0x8000_0000)
        #expect(after.nanoseconds(since: before) == 1_000_000_000)
        #expect(before.nanoseconds(since: after) == -1_000_000_000)
    }

    @Test func `spans in 16.16 are clamped, not wrapped`() {
        #expect(NTPTime.units(ofNanoseconds: -1) == 0)
        #expect(NTPTime.units(ofNanoseconds: .max) == .max)
        #expect(NTPTime.nanoseconds(ofUnits: .max) == 65_535_999_984_741)
    }

    @Test func `the clock keeps the offset that it was made with`() {
        let clock = NTPClock(
            wallNanosecondsSince1970: 1_700_000_000_000_000_000, at: MonotonicTime(nanoseconds: 5_000))
        let start = clock.ntp(MonotonicTime(nanoseconds: 5_000))
        #expect(start == NTPTime(nanosecondsSince1970: 1_700_000_000_000_000_000))
        let later = clock.ntp(MonotonicTime(nanoseconds: 5_000).advanced(milliseconds: 1_500))
        #expect(later.nanoseconds(since: start) == 1_500_000_000)
    }
}
