// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@Suite struct FootprintTests {
    private func lines(_ footprint: Footprint) -> [UInt64] {
        footprint.runs.indices.flatMap { index -> [UInt64] in
            let run = footprint.runs[index]
            let first = run & (1 << 54 - 1)
            return (0..<run >> 54).map { (first + $0) * Footprint.lineBytes }
        }
    }

    @Test func `every line that is touched is in it, and none beside`() {
        var footprint = Footprint()
        footprint.add(0x7F00_0000_1020, bytes: 96)
        footprint.add(0x7F00_0000_2000, bytes: 64)
        footprint.add(0x7F00_0000_303F, bytes: 2)
        #expect(
            lines(footprint) == [
                0x7F00_0000_1000, 0x7F00_0000_1040, 0x7F00_0000_2000, 0x7F00_0000_3000, 0x7F00_0000_3040,
            ])
    }

    @Test func `what is too much is left out`() {
        var footprint = Footprint()
        footprint.add(0x1000, bytes: 0)
        footprint.add(.max - 10, bytes: 64)
        #expect(lines(footprint).isEmpty)
        footprint.add(0x10000, bytes: 1 << 20)
        #expect(lines(footprint).count == 64)
        for place in 1...8 { footprint.add(UInt64(place) << 30, bytes: 1) }
        #expect(lines(footprint).count == 64 + 7)
    }

    @Test func `it is as large as a cache line`() {
        #expect(MemoryLayout<Footprint>.size == Int(Footprint.lineBytes))
    }
}
