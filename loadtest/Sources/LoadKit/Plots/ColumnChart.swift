// SPDX-License-Identifier: Apache-2.0

/// A distribution: how many fall into each span, spans of equal ratio being equally wide.
struct ColumnChart {
    let title: String
    let xName: String
    let bins: [Histogram.Bin]
    /// Values that mean something, with their names.
    let marks: [(value: Double, name: String)]

    /// Nil if there is nothing to draw.
    var plot: Plot? {
        let total = bins.reduce(0) { $0 + $1.count }
        guard total > 0, let first = bins.first, let last = bins.last else { return nil }
        let shares = bins.map { 100 * Double($0.count) / Double(total) }
        let frame = PlotFrame(
            x: PlotFrame.Axis(scale: .logarithmic(max(first.from, 0.01), last.to), name: xName),
            y: PlotFrame.Axis(scale: .linear(upTo: shares.max() ?? 1), name: "percent of packets")
        )
        var svg = frame.drawn("\(title): percent of packets by \(xName)")
        for (bin, share) in zip(bins, shares) where bin.count > 0 {
            frame.bar(max(bin.from, 0.01), bin.to, share, "f1", in: &svg)
        }
        for (row, mark) in marks.enumerated() {
            frame.markAcross(mark.value, mark.name, row: row, in: &svg)
        }
        return Plot(title: title, svg: svg.text, legend: [])
    }
}
