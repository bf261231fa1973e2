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
            subtitle: text.load + "; bars are medians, the strokes in them single runs"
        )
        if report.doubtful > 0 {
            page.add(paragraph: "In \(report.doubtful) runs the generator was near its limit.")
        }
        page.add(plots: report.lines.map(plot))
        page.add(heading: "Medians")
        page.add(columns: text.columns, rows: text.rows)
        return page.text
    }

    private func plot(_ line: CompareReport.Line) -> Plot {
        let ratio = line.ratio.map { ": \(Figure.short($0)) ×" } ?? ""
        return BarChart(
            title: line.name + ratio,
            unit: line.unit,
            bars: [
                BarChart.Bar(
                    name: report.firstName, colour: 1, value: line.first.median, measured: line.first.runs),
                BarChart.Bar(
                    name: report.secondName, colour: 2, value: line.second.median, measured: line.second.runs),
            ]
        ).plot
    }
}
