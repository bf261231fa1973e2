// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import LoadKit

@Suite("Pacing") struct PacerTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// How many video packets leave in each millisecond of a second.
    private func packetsEachMillisecond(pacing: Double) -> [Int] {
        var scenario = Scenario()
        scenario.pacing = pacing
        var media = SyntheticMedia(SyntheticMedia.Shape(scenario), start: start)
        return (0..<1_000).map { millisecond in
            media.due(start.advanced(milliseconds: Int64(millisecond))).count { $0.isVideo }
        }
    }

    @Test func `without pacing a frame's packets leave at once`() {
        let counts = packetsEachMillisecond(pacing: 0).filter { $0 > 0 }
        #expect(counts.count == 30)
        #expect(counts.allSatisfy { $0 >= 9 })
    }

    @Test func `with pacing the same packets leave one by one`() {
        let counts = packetsEachMillisecond(pacing: 2.5)
        // 10,416 bytes of a frame at 6.25 Mbit/s are 13 ms.
        #expect(counts.max() ?? 0 <= 2)
        #expect(counts.filter { $0 > 0 }.count > 250)
        #expect(counts.reduce(0, +) == packetsEachMillisecond(pacing: 0).reduce(0, +))
    }

    @Test(arguments: [(1, 1), (2, 2), (100, 1)])
    func `a timer that is a little late is made up for, a silence is not`(_ late: Int64, _ expected: Int) {
        var pacer = Pacer(bytesPerSecond: 1_000_000)
        pacer.left(1_000, start)
        #expect(!pacer.mayLeave(start))
        let now = start.advanced(milliseconds: late)
        var count = 0
        while pacer.mayLeave(now) {
            pacer.left(1_000, now)
            count += 1
        }
        #expect(count == expected)
    }
}
