// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite struct BitrateCeilingTests {
    let start = MonotonicTime(nanoseconds: 0)

    @Test func `it is told at once and then each second`() {
        var ceiling = BitrateCeiling()
        #expect(ceiling.poll(throughput: 0, expected: 0, received: 0, now: start) == 5_000_000)
        let soon = start.advanced(milliseconds: 999)
        #expect(ceiling.poll(throughput: 0, expected: 0, received: 0, now: soon) == nil)
        let later = start.advanced(milliseconds: 1_000)
        #expect(ceiling.poll(throughput: 0, expected: 0, received: 0, now: later) == 5_000_000)
    }

    /// Throughput, received of 100, and the ceiling that follows from 5 Mbit/s.
    static let seconds: [(UInt64, UInt64, UInt64)] = [
        (4_800_000, 100, 5_250_000), (1_000_000, 100, 5_000_000), (4_800_000, 97, 5_000_000),
        (4_000_000, 80, 3_600_000), (100_000, 10, 150_000),
    ]

    @Test("one second", arguments: seconds) func second(_ second: (UInt64, UInt64, UInt64)) {
        var ceiling = BitrateCeiling()
        _ = ceiling.poll(throughput: 0, expected: 0, received: 0, now: start)
        let next = ceiling.poll(
            throughput: second.0, expected: 100, received: second.1, now: start.advanced(milliseconds: 1_000))
        #expect(next == second.2)
    }

    @Test func `a source that starts over does no harm`() {
        var ceiling = BitrateCeiling()
        for step in 0..<5 as Range<Int64> {
            let counted: UInt64 = step % 2 == 0 ? 1_000 : 10
            let moment = start.advanced(milliseconds: step * 1_000)
            _ = ceiling.poll(throughput: 9, expected: counted, received: counted, now: moment)
        }
        #expect(ceiling.bitrate == 5_000_000)
    }
}
