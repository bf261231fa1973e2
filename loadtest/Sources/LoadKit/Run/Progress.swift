// SPDX-License-Identifier: Apache-2.0

/// How a run goes, as ``LiveDisplay`` shows it.
enum Progress {
    static func line(_ sample: Sample, phase: String) -> String {
        "\(Figure.whole(sample.time)) s  \(phase)  \(sample.flowing) of \(sample.asked) viewers flowing  "
            + "\(Figure.whole(sample.packetsPerSecond)) packets/s  \(Figure.whole(sample.megabitsPerSecond)) Mbit/s  "
            + "lost \(sample.lost)  p99 \(Figure.milliseconds(sample.latencyP99))"
            + (sample.serverPercent.map { "  server \(Figure.whole($0)) %" } ?? "")
            + (sample.generatorPercent.map { "  generator \(Figure.whole($0)) %" } ?? "")
    }

    static func block(_ sample: Sample, phase: String) -> [(label: String, text: String)] {
        let flowing = LiveDisplay.bar(Double(sample.flowing), of: Double(max(1, sample.asked)))
        var rows = [
            ("\(Figure.whole(sample.time)) s", phase),
            (
                "viewers",
                "\(flowing)  \(sample.flowing) flowing, \(sample.connected) connected, \(sample.asked) asked"
            ),
            (
                "packets",
                "\(Figure.whole(sample.packetsPerSecond)) per second, \(Figure.whole(sample.megabitsPerSecond)) Mbit/s"
            ),
            (
                "lost",
                "\(sample.lost), \(Figure.percent(sample.lossPercent)) in this second; \(sample.freezes) freezes"
            ),
            (
                "latency",
                "p50 \(Figure.milliseconds(sample.latencyP50)), p99 \(Figure.milliseconds(sample.latencyP99))"
            ),
        ]
        if let server = sample.serverPercent {
            rows.append(("server", processor(server) + ", \(Figure.whole(sample.serverMiB ?? 0)) MiB"))
        }
        if let generator = sample.generatorPercent { rows.append(("generator", processor(generator))) }
        return rows
    }

    /// A process's work, in percent of a core.
    static func processor(_ percent: Double) -> String {
        "\(LiveDisplay.bar(percent, of: 100))  \(Figure.whole(percent)) % of a core"
    }
}
