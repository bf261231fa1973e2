// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Shows how a run goes: a block that is drawn anew each second in a terminal, a line a second when piped. On standard error.
struct Progress {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    /// Lines of the block that stands there.
    private var height = 0

    /// Shows one more second.
    mutating func show(_ sample: Sample, phase: String) {
        if isTerminal {
            let lines = Self.block(sample, phase: phase)
            // Up to the block's first line, and clear from there.
            let up = height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : ""
            write(up + lines.joined(separator: "\n") + "\n")
            height = lines.count
        } else {
            write(Self.line(sample, phase: phase) + "\n")
        }
    }

    /// Takes the block away: the report comes in its place.
    mutating func clear() {
        if height > 0 { write("\u{1B}[\(height)A\r\u{1B}[J") }
        height = 0
    }

    static func line(_ sample: Sample, phase: String) -> String {
        "\(Figure.whole(sample.time)) s  \(phase)  \(sample.flowing) of \(sample.asked) viewers flowing  "
            + "\(Figure.whole(sample.packetsPerSecond)) packets/s  \(Figure.whole(sample.megabitsPerSecond)) Mbit/s  "
            + "lost \(sample.lost)  p99 \(Figure.milliseconds(sample.latencyP99))"
            + (sample.serverPercent.map { "  server \(Figure.whole($0)) %" } ?? "")
            + (sample.generatorPercent.map { "  generator \(Figure.whole($0)) %" } ?? "")
    }

    static func block(_ sample: Sample, phase: String) -> [String] {
        var rows = [
            ("\(Figure.whole(sample.time)) s", phase),
            (
                "viewers",
                "\(bar(Double(sample.flowing), of: Double(max(1, sample.asked))))  \(sample.flowing) flowing, "
                    + "\(sample.connected) connected, \(sample.asked) asked"
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
            rows.append(
                (
                    "server",
                    "\(bar(server, of: 100))  \(Figure.whole(server)) % of a core, "
                        + "\(Figure.whole(sample.serverMiB ?? 0)) MiB"
                ))
        }
        if let generator = sample.generatorPercent {
            rows.append(("generator", "\(bar(generator, of: 100))  \(Figure.whole(generator)) % of a core"))
        }
        return rows.map { "  " + $0.0.padded(to: 11) + $0.1 }
    }

    private static func bar(_ value: Double, of whole: Double) -> String {
        let width = 24
        let filled = Int((min(max(value / whole, 0), 1) * Double(width)).rounded())
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
