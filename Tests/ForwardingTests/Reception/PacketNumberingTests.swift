// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite struct PacketNumberingTests {
    @Test func `numbers follow the source from where they are told to begin`() {
        let numbering = PacketNumbering(first: 1_000, number: 50)
        #expect(numbering.number(of: 1_000) == 50)
        #expect(numbering.number(of: 1_007) == 57)
        #expect(numbering.number(of: 999) == 49)
    }

    @Test func `a closed place leaves no hole`() {
        var numbering = PacketNumbering(first: 0, number: 0)
        numbering.close(3)
        #expect(numbering.number(of: 2) == 2)
        #expect(numbering.number(of: 4) == 3)
        numbering.close(4)
        numbering.close(5)
        #expect(numbering.number(of: 6) == 3)
    }

    @Test func `a straggler before a closed place keeps its number`() {
        var numbering = PacketNumbering(first: 0, number: 0)
        // 1 is under way while 2 is closed.
        numbering.close(2)
        #expect(numbering.number(of: 1) == 1)
        #expect(numbering.number(of: 3) == 2)
    }

    @Test func `only so many closed places are remembered`() {
        var numbering = PacketNumbering(first: 0, number: 0)
        for sequence in stride(from: Int64(1), to: 400, by: 2) { numbering.close(sequence) }
        #expect(numbering.number(of: 0) == nil)
        #expect(numbering.number(of: 400) == 200)
        #expect(numbering.number(of: 398) == 199)
    }
}
