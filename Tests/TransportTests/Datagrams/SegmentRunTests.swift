// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Transport

@Suite("SegmentRun, udp(7)") struct SegmentRunTests {
    /// Sizes cut into runs.
    private func runs(_ sizes: [Int], limit: Int = 16) -> [[Int]] {
        var all: [[Int]] = []
        var run = SegmentRun()
        for size in sizes {
            if !all.isEmpty, run.append(size, limit: limit) {
                all[all.count - 1].append(size)
            } else {
                run = SegmentRun()
                _ = run.append(size, limit: limit)
                all.append([size])
            }
        }
        return all
    }

    @Test func `equal sizes are one run`() {
        #expect(runs([1_200, 1_200, 1_200]) == [[1_200, 1_200, 1_200]])
    }

    @Test func `a shorter one ends the run`() {
        #expect(runs([1_200, 1_200, 300, 1_200]) == [[1_200, 1_200, 300], [1_200]])
        #expect(runs([1_200, 300, 300]) == [[1_200, 300], [300]])
    }

    @Test func `a longer one begins the next`() {
        #expect(runs([300, 1_200, 1_200]) == [[300], [1_200, 1_200]])
    }

    @Test func `sixteen are the most`() {
        let cut = runs(Array(repeating: 100, count: 40))
        #expect(cut.map(\.count) == [16, 16, 8])
    }

    @Test func `without segmentation each is alone`() {
        #expect(runs([100, 100, 100], limit: 1) == [[100], [100], [100]])
    }

    @Test func `a run stays below what one packet carries`() {
        var run = SegmentRun()
        let taken = (0..<64).map { _ in run.append(1_500, limit: 64) }
        #expect(taken == Array(repeating: true, count: 43) + Array(repeating: false, count: 21))
        #expect(run.bytes <= TransportLimits.messageBytes)
    }

    @Test func `every run keeps the rule, whatever the sizes`() {
        var random = SeededRandom(seed: 21)
        for _ in 0..<500 {
            let sizes = (0..<60).map { _ in [60, 300, 1_200].randomElement(using: &random) ?? 60 }
            let cut = runs(sizes)
            #expect(cut.flatMap { $0 } == sizes)
            for run in cut {
                #expect(run.count <= 16)
                #expect(run.dropLast().allSatisfy { $0 == run[0] })
                #expect(run.allSatisfy { $0 <= run[0] })
            }
        }
    }
}
