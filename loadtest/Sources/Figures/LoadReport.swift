// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a process used during a run.
struct ServerUse: Sendable {
    /// Before anything of the run; nil where nobody looked.
    let idle: ServerMeter.Reading?
    let before: ServerMeter.Reading?
    let after: ServerMeter.Reading?
    /// After everybody has left.
    var settled: ServerMeter.Reading?

    /// Processor seconds between `before` and `after`.
    var processorSeconds: Double? {
        guard let before, let after else { return nil }
        return after.processorSeconds - before.processorSeconds
    }
}

/// A run's figures, for people and as JSON.
struct LoadReport {
    let plan: LoadPlan
    let seconds: Double
    let viewers: ViewerTotals
    let publishers: [PublisherFigures]
    let refusals: [String: Int]
    let server: ServerUse
    let generator: ServerUse

    /// Whether everybody got everything.
    var isClean: Bool {
        refusals.isEmpty && viewers.silent == 0 && viewers.dropped == 0 && viewers.lost == 0
            && publishers.allSatisfy { $0.closed == nil }
    }

    /// The report as a small table.
    var text: String {
        rows.map { row in
            row.label.padding(toLength: 26, withPad: " ", startingAt: 0) + row.value
        }.joined(separator: "\n")
    }

    /// Writes the same figures as JSON.
    func writeJSON(_ path: String) throws {
        let object = Dictionary(rows.map { ($0.label, $0.value) }) { first, _ in first }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(object).write(to: URL(filePath: path))
    }

    private struct Row {
        let label: String
        let value: String
    }

    private var rows: [Row] {
        var rows = [
            Row(label: "load", value: loadText),
            Row(label: "viewers", value: viewersText),
            Row(label: "set-up", value: Self.percentiles(viewers.setUp)),
            Row(label: "first packet", value: Self.percentiles(viewers.firstPacket)),
            Row(label: "first keyframe", value: Self.percentiles(viewers.firstKeyframe)),
            Row(label: "packets expected", value: "\(viewers.expected)"),
            Row(label: "packets received", value: "\(viewers.received)"),
            Row(label: "packets lost", value: lostText),
            Row(label: "duplicate, reordered", value: "\(viewers.duplicates), \(viewers.reordered)"),
            Row(label: "relay latency", value: Self.percentiles(viewers.latency)),
            Row(label: "broadcasters", value: publishersText),
        ]
        if let row = serverRow { rows.append(row) }
        rows += footprintRows
        if let row = generatorRow { rows.append(row) }
        for (reason, count) in refusals.sorted(by: { $0.value > $1.value }) {
            rows.append(Row(label: "refused", value: "\(count) × \(reason)"))
        }
        return rows
    }

    private var loadText: String {
        let media = plan.media
        let megabits = Double(media.bitrate) / 1e6
        let video = String(format: "%.1f Mbit/s VP8 at %d fps, ", megabits, media.framesPerSecond)
        return "\(plan.publishing) × \(media.bitrate > 0 ? video : "")Opus; \(plan.viewers) viewers, "
            + "\(plan.churn) leave and join per second; " + String(format: "%.0f s", seconds)
    }

    private var viewersText: String {
        "\(viewers.joined) joined, \(viewers.connected) connected at the end, \(viewers.dropped) dropped, "
            + "\(viewers.silent) without media"
    }

    private var lostText: String {
        let share = viewers.expected > 0 ? 100 * Double(viewers.lost) / Double(viewers.expected) : 0
        return "\(viewers.lost)" + String(format: " (%.4f %%)", share)
    }

    private var publishersText: String {
        let packets = publishers.reduce(0) { $0 + $1.packets }
        let requests = publishers.reduce(0) { $0 + $1.keyframeRequests }
        let nacked = publishers.reduce(0) { $0 + $1.nacked }
        return "\(packets) packets sent, \(requests) keyframe requests, \(nacked) packets asked for again"
    }

    private var serverRow: Row? {
        guard let used = server.processorSeconds else { return nil }
        var value = String(format: "%.2f CPU-s (%.0f %% of a core)", used, 100 * used / seconds)
        if used > 0 { value += String(format: ", %.0f packets per CPU-s", Double(viewers.received) / used) }
        return Row(label: "server", value: value)
    }

    /// What the server held before the run, under load, and once everybody had left.
    private var footprintRows: [Row] {
        guard let idle = server.idle, let loaded = server.after, let settled = server.settled else {
            return []
        }
        let readings = [idle, loaded, settled]
        func row(_ label: String, _ text: (ServerMeter.Reading) -> String) -> Row {
            Row(label: label, value: readings.map(text).joined(separator: " → "))
        }
        return [
            row("server memory, MiB") { String(format: "%.0f", $0.residentMiB) },
            row("server threads") { "\($0.threads)" },
            row("server descriptors") { "\($0.descriptors)" },
        ]
    }

    private var generatorRow: Row? {
        guard let used = generator.processorSeconds else { return nil }
        let share = 100 * used / seconds
        let isBusy = share > 85 * Double(plan.threads)
        let value = String(format: "%.2f CPU-s (%.0f %% of a core)", used, share)
        return Row(
            label: "generator",
            value: value + (isBusy ? "; near its limit: don't trust losses and latencies" : "")
        )
    }

    private static func percentiles(_ histogram: Histogram) -> String {
        guard let p50 = histogram.milliseconds(0.50), let p95 = histogram.milliseconds(0.95),
            let p99 = histogram.milliseconds(0.99)
        else { return "–" }
        let maximum = Double(histogram.maximum) / 1_000
        return String(format: "p50 %.2f  p95 %.2f  p99 %.2f  max %.2f ms", p50, p95, p99, maximum)
    }
}
