// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct ReceiveCountTests {
    @Test func `numbers in order are all there, across the wrap too`() {
        var count = ReceiveCount()
        for number in 65_530...65_545 { count.note(UInt16(truncatingIfNeeded: number)) }
        #expect(count.expected == 16)
        #expect(count.received == 16)
        #expect(count.lost == 0)
        #expect(count.reordered == 0)
    }

    @Test func `a gap is lost until it is filled`() {
        var count = ReceiveCount()
        count.note(10)
        #expect(count.note(13) == .ahead(missing: 11..<13))
        #expect(count.lost == 2)
        #expect(count.note(11) == .late(11))
        #expect(count.lost == 1)
        #expect(count.expected == 4)
    }

    @Test func `a number that came before is a duplicate`() {
        var count = ReceiveCount()
        count.note(10)
        count.note(11)
        #expect(count.note(10) == .duplicate)
        #expect(count.duplicates == 1)
        #expect(count.received == 2)
    }
}
