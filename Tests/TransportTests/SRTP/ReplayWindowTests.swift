// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Transport

@Suite("ReplayWindow, RFC 3711 §3.3.2") struct ReplayWindowTests {
    @Test func `it agrees with a set, over random walks`() async {
        for seed in 1...4 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            var window = ReplayWindow()
            var seen: Set<UInt64> = []
            var highest: UInt64 = 100_000
            for round in 0..<5_000 {
                if round % 256 == 0 { await Task.yield() }
                let jump = Int.random(in: 0..<50, using: &random) == 0 ? 3_000 : 5
                let span = UInt64(Int.random(in: 0..<50, using: &random) == 0 ? 2_000 : 40)
                let index =
                    highest + UInt64(Int.random(in: 0...jump, using: &random))
                    - UInt64.random(in: 0...span, using: &random)
                let isOld = !seen.isEmpty && index + ReplayWindow.width <= highest
                let expected = !seen.contains(index) && !isOld
                #expect(window.accepts(index) == expected, "seed \(seed), index \(index), highest \(highest)")
                if expected {
                    window.insert(index)
                    highest = seen.isEmpty ? index : max(highest, index)
                    seen.insert(index)
                }
            }
        }
    }

    @Test func `at least 64 numbers below the highest are told apart`() {
        var window = ReplayWindow()
        window.insert(1_000)
        for index in (1_000 - 64)..<1_000 as Range<UInt64> { #expect(window.accepts(index)) }
        #expect(!window.accepts(1_000))
    }

    @Test func `an index is the nearest with its number`() {
        #expect(PacketIndex.estimate(0, near: 0xFFFF) == 0x1_0000)
        #expect(PacketIndex.estimate(0xFFFF, near: 0x1_0000) == 0xFFFF)
        #expect(PacketIndex.estimate(0xFFFF, near: 0) == nil)
        #expect(PacketIndex.estimate(0x7FFF, near: 0) == 0x7FFF)
        #expect(PacketIndex.rollOver(0x3_0005) == 3)
    }
}
