// SPDX-License-Identifier: Apache-2.0

/// Values over time or over a load, as lines.
struct LineChart {
    struct Series {
        let name: String
        /// 1 to 4: which of the page's colours.
        let colour: Int
        let points: [(x: Double, y: Double)]
        var hasDots = false
    }

    let title: String
    let xName: String
    let yName: String
    let series: [Series]
    /// A value that means something, with its name.
    var mark: (value: Double, name: String)?
    /// Whether the first axis ends where the values do.
    var endsWithValues = true
    /// Whether equal steps of the second axis are equal ratios.
    var isLogarithmic = false
    /// The least upper end of the second axis: a flat line at zero shouldn't look like a mountain.
    var leastTop = 0.0

    /// Nil if there is nothing to draw.
    var plot: Plot? {
        let points = series.flatMap(\.points)
        guard series.contains(where: { $0.points.count > 1 }), let right = points.map(\.x).max() else {
            return nil
        }
        let top = max(points.map(\.y).max() ?? 0, mark?.value ?? 0, leastTop)
        let bottom = points.map(\.y).filter { $0 > 0 }.min() ?? top
        let frame = PlotFrame(
            x: PlotFrame.Axis(
                scale: endsWithValues ? .linear(exactly: right) : .linear(upTo: right), name: xName),
            y: PlotFrame.Axis(
                scale: isLogarithmic ? .logarithmic(bottom, top) : .linear(upTo: top),
                name: yName
            )
        )
        var svg = frame.drawn("\(title): \(yName) over \(xName)")
        if let mark { frame.mark(mark.value, mark.name, in: &svg) }
        for line in series {
            svg.path(line.points.map { (frame.across($0.x), frame.up($0.y)) }, "line c\(line.colour)")
            guard line.hasDots else { continue }
            for point in line.points {
                svg.dot(frame.across(point.x), frame.up(point.y), "dot f\(line.colour)")
            }
        }
        let legend = series.count > 1 ? series.map { Plot.Entry(name: $0.name, colour: $0.colour) } : []
        return Plot(title: title, svg: svg.text, legend: legend)
    }
}
