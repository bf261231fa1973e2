// SPDX-License-Identifier: Apache-2.0

/// The capacity curve as a page.
struct CapacityPage {
    let report: CapacityReport

    init(_ report: CapacityReport) {
        self.report = report
    }

    var html: String {
        var page = HTML(title: "Capacity", subtitle: report.verdict)
        page.add(tiles: tiles)
        page.add(plots: plots)
        page.add(heading: "All loads that were tried")
        page.add(columns: CapacityReport.columns, rows: report.rows)
        return page.text
    }

    private var points: [CapacityReport.Point] { report.points.sorted { $0.viewers < $1.viewers } }

    private var tiles: [Tile] {
        let best = report.points.last { $0.viewers == report.viewers && $0.passed }
        return [
            Tile(
                name: report.isGeneratorsLimit ? "at least" : "capacity",
                value: Figure.whole(report.viewers),
                unit: "viewers"
            ),
            Tile(
                name: "there, packets", value: Figure.whole(best?.packetsPerSecond ?? 0), unit: "per second"),
            Tile(
                name: "there, relay latency p99",
                value: best?.latencyP99.map { Figure.decimal($0, 1) } ?? "–",
                unit: "ms"
            ),
            Tile(
                name: "there, server",
                value: best?.packetsPerCPUSecond.map { Figure.whole($0) } ?? "–",
                unit: "packets per CPU-second"
            ),
        ]
    }

    private var plots: [Plot?] {
        [
            chart(
                "Latency",
                "milliseconds (logarithmic)",
                [line("p99", 2) { $0.latencyP99 }, line("p50", 1) { $0.latencyP50 }],
                mark: (report.limits.latency, "limit for p99"),
                isLogarithmic: true
            ),
            chart(
                "Loss",
                "percent of packets",
                [line("lost", 2) { $0.lossPercent }],
                mark: (report.limits.lossPercent, "limit")
            ),
            chart(
                "Processor",
                "percent of a core",
                [line("server", 1) { $0.serverPercent }, line("generator", 2) { $0.generatorPercent }]
                    .filter { !$0.points.isEmpty },
                mark: (100, "one core")
            ),
            chart("Cost", "packets per CPU-second", [line("server", 1) { $0.packetsPerCPUSecond }]),
        ]
    }

    private func chart(
        _ title: String,
        _ name: String,
        _ series: [LineChart.Series],
        mark: (Double, String)? = nil,
        isLogarithmic: Bool = false
    ) -> Plot? {
        LineChart(
            title: title,
            xName: "viewers",
            yName: name,
            series: series,
            mark: mark.map { (value: $0.0, name: $0.1) },
            endsWithValues: false,
            isLogarithmic: isLogarithmic
        ).plot
    }

    private func line(
        _ name: String,
        _ colour: Int,
        _ value: (CapacityReport.Point) -> Double?
    ) -> LineChart.Series {
        LineChart.Series(
            name: name,
            colour: colour,
            points: points.compactMap { point in value(point).map { (Double(point.viewers), $0) } },
            hasDots: true
        )
    }
}
