// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct PlotScaleTests {
    @Test(
        arguments: [
            (100, [0, 20, 40, 60, 80, 100]), (0.37, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]),
            (4, [0, 1, 2, 3, 4]),
        ] as [(Double, [Double])]
    )
    func `an axis ends at a round number, with round steps`(_ most: Double, _ ticks: [Double]) {
        let scale = PlotScale.linear(upTo: most)
        #expect(scale.ticks.count == ticks.count)
        for (tick, wanted) in zip(scale.ticks, ticks) { #expect(abs(tick - wanted) < 1e-9) }
        #expect(scale.upper >= most)
    }

    @Test func `any axis has at least four steps and at most ten`() {
        for most in stride(from: 0.013, to: 9_000, by: 3.7) {
            #expect((5...11).contains(PlotScale.linear(upTo: most).ticks.count))
        }
    }

    @Test func `values lie in proportion, and never outside`() {
        let scale = PlotScale.linear(upTo: 50)
        #expect(scale.place(0) == 0)
        #expect(scale.place(25) == 0.5)
        #expect(scale.place(50) == 1)
        #expect(scale.place(80) == 1)
        #expect(scale.place(-3) == 0)
    }

    @Test func `on a logarithmic axis equal ratios are equally far apart`() {
        let scale = PlotScale.logarithmic(0.1, 10)
        #expect(abs(scale.place(1) - 0.5) < 1e-9)
        #expect(scale.lower == 0.1)
        #expect(scale.upper == 10)
        #expect(scale.ticks == [0.1, 0.2, 0.5, 1, 2, 5, 10])
        #expect(PlotScale.logarithmic(0.01, 1_000).ticks.count <= 9)
    }

    @Test func `an axis of nothing is an axis still`() {
        #expect(PlotScale.linear(upTo: 0).upper > 0)
        #expect(PlotScale.linear(upTo: .nan).upper > 0)
        #expect(PlotScale.logarithmic(0, 0).upper > PlotScale.logarithmic(0, 0).lower)
    }
}
