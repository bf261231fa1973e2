// SPDX-License-Identifier: Apache-2.0

/// A comparison as a page.
struct ComparePage {
    private let report: CompareReport
    private let text: CompareText

    init(_ report: CompareReport) {
        self.report = report
        text = CompareText(report)
    }

    var html: String {
        var page = HTML(
            title: "\(report.firstName) and \(report.secondName)",
            subtitle: text.load + "; bars are medians, the rings single runs"
        )
        page.add(tiles: tiles)
        if report.doubtful > 0 {
            page.add(
                paragraph:
                    "In \(report.doubtful) runs the generator was near its limit, or other work disturbed.")
        }
        page.add(plots: report.lines.map(plot))
        page.add(heading: "Medians")
        page.add(columns: text.columns, rows: text.rows)
        return page.text
    }

    /// The figure that the comparison is about.
    private var tiles: [Tile] {
        guard let cost = report.lines.first else { return [] }
        return [
            Tile(name: report.firstName, value: Figure.short(cost.first.median), unit: cost.title),
            Tile(name: report.secondName, value: Figure.short(cost.second.median), unit: cost.title),
            Tile(
                name: "ratio",
                value: cost.ratio.map { Figure.short($0) + " ×" } ?? "–",
                unit: "of the medians of \(cost.first.runs.count) and \(cost.second.runs.count) runs"
            ),
        ]
    }

    private func plot(_ line: CompareReport.Line) -> Plot {
        let comparison = line.ratio.map { ratio in
            abs(ratio - 1) < 0.005
                ? ": equal" : ": \(Figure.short(max(ratio, 1 / ratio))) × \(ratio > 1 ? "better" : "worse")"
        }
        return BarChart(
            title: line.title + (comparison ?? ""),
            bars: [
                BarChart.Bar(
                    name: report.firstName, colour: 1, value: line.first.median, measured: line.first.runs),
                BarChart.Bar(
                    name: report.secondName, colour: 2, value: line.second.median, measured: line.second.runs),
            ]
        ).plot
    }
}
