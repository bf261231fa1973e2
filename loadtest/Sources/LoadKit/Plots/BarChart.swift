// SPDX-License-Identifier: Apache-2.0

/// A figure side by side: one bar for each of those compared, the measurements it is the median of as rings.
struct BarChart {
    struct Bar {
        let name: String
        let colour: Int
        let value: Double
        let measured: [Double]
    }

    private static let width = 520.0
    private static let rowHeight = 50.0
    private static let left = 4.0
    private static let right = 420.0

    let title: String
    let bars: [Bar]
    var format: (Double) -> String = Figure.short

    var plot: Plot {
        var svg = SVG(
            width: Self.width,
            height: Self.rowHeight * Double(bars.count) + 2,
            label: title
        )
        let scale = PlotScale.linear(upTo: bars.flatMap { $0.measured + [$0.value] }.max() ?? 1)
        func across(_ value: Double) -> Double { Self.left + scale.place(value) * (Self.right - Self.left) }
        for (row, bar) in bars.enumerated() {
            let top = Self.rowHeight * Double(row) + 20
            svg.text(bar.name, Self.left, top - 4, "start name")
            svg.rectangle(Self.left, top, max(across(bar.value) - Self.left, 1), 22, "f\(bar.colour)")
            for value in bar.measured { svg.dot(across(value), top + 11, "run") }
            let end = max(across(bar.value), across(bar.measured.max() ?? 0))
            svg.text(format(bar.value), end + 12, top + 16, "start value")
        }
        return Plot(title: title, svg: svg.text, legend: [])
    }
}
