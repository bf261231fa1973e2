// SPDX-License-Identifier: Apache-2.0

/// A run as a page.
struct RunPage {
    let report: RunReport

    init(_ report: RunReport) {
        self.report = report
    }

    var html: String {
        let text = RunText(report)
        var page = HTML(title: "Load test: \(report.scenario.name)", subtitle: text.load)
        page.add(tiles: tiles)
        if report.generator.isNearLimit {
            page.add(
                paragraph:
                    "The generator used \(Figure.whole(report.generator.cpuPercent)) % of a core, which is near its "
                    + "limit: losses and latencies may be its own."
            )
        }
        if report.generator.isDisturbed {
            page.add(
                paragraph:
                    "Other work used \(Figure.whole(report.generator.othersPercent ?? 0)) % of a core meanwhile: "
                    + "latencies and freezes show that too."
            )
        }
        page.add(plots: plots)
        page.add(heading: "All figures")
        page.add(rows: text.rows)
        return page.text
    }

    private var tiles: [Tile] {
        let viewers = report.viewers
        var tiles = [
            Tile(
                name: "viewers flowing",
                value: Figure.whole(viewers.flowing),
                unit: "of \(Figure.whole(report.scenario.viewers + report.scenario.storm)) wanted"
            ),
            Tile(
                name: "lost",
                value: Figure.percent(report.lossPercent),
                unit:
                    "\(Figure.whole(report.packets.lost)) of \(Figure.whole(report.packets.expected)) packets",
                tone: report.packets.lost == 0 ? .good : .bad
            ),
        ]
        if let p99 = report.latency.hold.p99, let p50 = report.latency.hold.p50 {
            tiles.append(
                Tile(
                    name: "relay latency, p99", value: Figure.decimal(p99, 1),
                    unit: "ms; median \(Figure.short(p50))")
            )
        }
        tiles.append(
            Tile(
                name: "freezes",
                value: Figure.whole(report.freezes.count),
                unit: "seen by \(report.freezes.viewers) viewers",
                tone: report.freezes.count == 0 ? .good : .bad
            )
        )
        if let server = report.server {
            tiles.append(work(of: server))
            tiles.append(
                Tile(
                    name: "memory",
                    value: server.kibibytesPerViewer.map { Figure.whole($0) } ?? "–",
                    unit: "KiB per viewer"
                )
            )
        }
        return tiles
    }

    private func work(of server: ServerFigures) -> Tile {
        if let idle = server.idleMicroseconds {
            return Tile(name: "server", value: Figure.decimal(idle, 1), unit: "µs per viewer and second")
        }
        return Tile(
            name: "server",
            value: server.packetsPerCPUSecond.map { Figure.whole($0) } ?? "–",
            unit: "packets / CPU-second"
        )
    }

    private var plots: [Plot?] {
        let latency = report.latency.hold
        let marks = [("p50", latency.p50), ("p99", latency.p99)].compactMap { name, value in
            value.map { (value: $0, name: "\(name) \(Figure.short($0)) ms") }
        }
        return [
            ColumnChart(
                title: "Relay latency",
                xName: "milliseconds (logarithmic)",
                bins: report.latency.bins,
                marks: marks
            ).plot,
            LineChart(
                title: "Viewers",
                xName: "seconds",
                yName: "viewers",
                series: [
                    series("asked", 2) { Double($0.asked) }, series("flowing", 1) { Double($0.flowing) },
                ]
            ).plot,
            LineChart(
                title: "Loss",
                xName: "seconds",
                yName: "percent of packets",
                series: [series("lost", 2) { $0.lossPercent }],
                leastTop: 0.1
            ).plot,
            LineChart(
                title: "Processor",
                xName: "seconds",
                yName: "percent of a core",
                series: [
                    series("server", 1) { $0.serverPercent }, series("generator", 2) { $0.generatorPercent },
                ]
                .filter { !$0.points.isEmpty },
                leastTop: 100
            ).plot,
            LineChart(
                title: "Latency over time",
                xName: "seconds",
                yName: "milliseconds",
                series: [series("p50", 1) { $0.latencyP50 }, series("p99", 2) { $0.latencyP99 }]
            ).plot,
            LineChart(
                title: "Packets",
                xName: "seconds",
                yName: "packets per second",
                series: [series("packets", 1) { $0.packetsPerSecond }]
            ).plot,
        ]
    }

    private func series(_ name: String, _ colour: Int, _ value: (Sample) -> Double?) -> LineChart.Series {
        LineChart.Series(
            name: name,
            colour: colour,
            points: report.samples.compactMap { sample in value(sample).map { (sample.time, $0) } }
        )
    }
}
