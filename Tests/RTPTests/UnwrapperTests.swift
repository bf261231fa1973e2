// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("SequenceUnwrapper and TimestampUnwrapper, RFC 3550 §A.1") struct UnwrapperTests {
    @Test func `the first number is itself`() {
        var unwrapper = SequenceUnwrapper()
        #expect(unwrapper.highest == nil)
        #expect(unwrapper.unwrap(65_535) == 65_535)
        #expect(unwrapper.highest == 65_535)
    }

    @Test func `numbers go on across the wrap, both ways`() {
        var unwrapper = SequenceUnwrapper()
        #expect(unwrapper.unwrap(65_534) == 65_534)
        #expect(unwrapper.unwrap(1) == 65_537)
        #expect(unwrapper.unwrap(65_535) == 65_535)
        #expect(unwrapper.highest == 65_537)
        #expect(unwrapper.unwrap(2) == 65_538)
    }

    @Test func `numbers from before the first are negative`() {
        var unwrapper = SequenceUnwrapper()
        #expect(unwrapper.unwrap(0) == 0)
        #expect(unwrapper.unwrap(65_535) == -1)
        #expect(unwrapper.highest == 0)
    }

    @Test func `half the circle is the border`() {
        var unwrapper = SequenceUnwrapper()
        _ = unwrapper.unwrap(0)
        #expect(unwrapper.peek(32_767) == 32_767)
        #expect(unwrapper.peek(32_768) == -32_768)
    }

    @Test func `a peek is not remembered`() {
        var unwrapper = SequenceUnwrapper()
        #expect(unwrapper.peek(7) == 7)
        #expect(unwrapper.highest == nil)
        _ = unwrapper.unwrap(100)
        #expect(unwrapper.peek(200) == 200)
        #expect(unwrapper.highest == 100)
    }

    @Test("a line with jumps and reordering comes back", arguments: UInt64(0)..<20)
    func followsSequence(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var unwrapper = SequenceUnwrapper()
        var place = Int64.random(in: 0...65_535, using: &random)
        #expect(unwrapper.unwrap(UInt16(place)) == place)
        for _ in 0..<2_000 {
            place += Int64.random(in: 0...20_000, using: &random)
            let late = place - Int64.random(in: 0...10_000, using: &random)
            #expect(unwrapper.unwrap(UInt16(truncatingIfNeeded: place)) == place)
            #expect(unwrapper.unwrap(UInt16(truncatingIfNeeded: late)) == late)
        }
    }

    @Test("timestamps do the same with 32 bits", arguments: UInt64(0)..<20)
    func followsTimestamps(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var unwrapper = TimestampUnwrapper()
        var place = Int64.random(in: 0...0xFFFF_FFFF, using: &random)
        #expect(unwrapper.peek(UInt32(place)) == place)
        #expect(unwrapper.unwrap(UInt32(place)) == place)
        for _ in 0..<2_000 {
            place += Int64.random(in: 0...1_500_000_000, using: &random)
            let late = place - Int64.random(in: 0...600_000_000, using: &random)
            #expect(unwrapper.unwrap(UInt32(truncatingIfNeeded: place)) == place)
            #expect(unwrapper.unwrap(UInt32(truncatingIfNeeded: late)) == late)
        }
        #expect(unwrapper.highest == place)
    }
}
