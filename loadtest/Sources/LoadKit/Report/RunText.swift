// SPDX-License-Identifier: Apache-2.0

/// A run's figures as rows of a name and a text: the table in a terminal, and the page's.
struct RunText {
    struct Row: Equatable {
        let label: String
        let text: String
    }

    private let report: RunReport

    init(_ report: RunReport) {
        self.report = report
    }

    /// The table.
    var text: String {
        rows.map { $0.label.padded(to: 26) + $0.text }.joined(separator: "\n")
    }

    var rows: [Row] {
        let times = report.times
        var rows = [
            Row(label: "load", text: load),
            Row(label: "viewers", text: viewers),
            Row(label: "set-up", text: Self.percentiles(times.setUp)),
            Row(label: "first packet", text: Self.percentiles(times.firstPacket)),
        ]
        if report.scenario.hasVideo {
            rows.append(Row(label: "first keyframe", text: Self.percentiles(times.firstKeyframe)))
        }
        rows += packetRows
        rows.append(Row(label: "relay latency", text: Self.percentiles(report.latency.hold)))
        rows.append(Row(label: "freezes", text: freezes))
        rows.append(Row(label: "broadcasters", text: broadcasters))
        rows += serverRows
        rows.append(Row(label: "generator", text: generator))
        if let others = report.generator.othersPercent {
            rows.append(
                Row(
                    label: "other work",
                    text: "\(Figure.whole(others)) % of a core"
                        + (report.generator.isDisturbed
                            ? "; the machine was not quiet: latencies show that too" : "")
                )
            )
        }
        for (reason, count) in report.viewers.refused.sorted(by: { $0.value > $1.value }) {
            rows.append(Row(label: "refused", text: "\(count) × \(reason)"))
        }
        return rows
    }

    /// The load in one line.
    var load: String {
        let scenario = report.scenario
        let video =
            "\(Figure.bitrate(scenario.bitrate)) VP8 at \(scenario.framesPerSecond) fps\(scenario.hasAudio ? " and Opus" : "")"
        var parts = [
            "\(report.broadcasters.count) × \(scenario.hasVideo ? video : "Opus")",
            "\(Figure.whole(scenario.viewers)) viewers",
        ]
        if scenario.pacing > 0 { parts[0] += ", paced \(Figure.decimal(scenario.pacing, 1)) ×" }
        if scenario.rooms > 1 { parts.insert("\(scenario.rooms) rooms", at: 0) }
        if scenario.storm > 0 {
            parts.append("\(Figure.whole(scenario.storm)) more within \(scenario.stormSeconds) s")
        }
        if scenario.idle { parts.append("silent") }
        if scenario.churn > 0 { parts.append("\(scenario.churn) come and go per second") }
        if scenario.loss > 0 { parts.append("each loses \(Figure.percent(scenario.loss))") }
        let profiles = report.viewers.profiles.keys.sorted().joined(separator: " and ")
        if !profiles.isEmpty { parts.append(profiles) }
        return parts.joined(separator: "; ") + "; held \(Figure.whole(report.holdSeconds)) s"
    }

    private var viewers: String {
        let viewers = report.viewers
        return "\(Figure.whole(viewers.asked)) asked, \(Figure.whole(viewers.connected)) connected and "
            + "\(Figure.whole(viewers.flowing)) flowing at the end, \(viewers.dropped) dropped, "
            + "\(viewers.silent) without media"
    }

    private var packetRows: [Row] {
        let packets = report.packets
        var rows = [
            Row(label: "packets expected", text: Figure.whole(packets.expected)),
            Row(label: "packets received", text: Figure.whole(packets.received)),
            Row(
                label: "packets lost",
                text: "\(Figure.whole(packets.lost)) (\(Figure.percent(report.lossPercent)))"),
            Row(label: "delivered", text: delivered),
            Row(label: "duplicate, reordered", text: "\(packets.duplicates), \(packets.reordered)"),
            Row(
                label: "corrupt",
                text: "\(packets.corrupt) of \(Figure.whole(packets.verified)) checked"
                    + (packets.unexpected > 0 ? ", \(packets.unexpected) of no promised stream" : "")
            ),
        ]
        if report.scenario.loss > 0 {
            rows.append(
                Row(
                    label: "thrown away by viewers",
                    text: "\(Figure.whole(packets.dropped)); asked for \(Figure.whole(packets.asked)) times, "
                        + "\(Figure.whole(packets.recovered)) recovered, \(packets.unrecovered) not"
                )
            )
        }
        return rows
    }

    private var delivered: String {
        report.deliveredPercent.map { "\(Figure.decimal($0, 2)) % of what was sent over the hold" } ?? "–"
    }

    private var freezes: String {
        report.freezes.count == 0
            ? "none" : "\(report.freezes.count), seen by \(report.freezes.viewers) viewers"
    }

    private var broadcasters: String {
        let all = report.broadcasters
        return "\(Figure.whole(all.packets)) packets sent, \(all.keyframeRequests) keyframe requests "
            + "(\(Figure.decimal(all.keyframeRequestsPerSecond, 2)) per second, at most \(all.keyframeRequestBurst) in "
            + "500 ms), \(all.askedAgain) packets asked for again"
            + (all.failures.isEmpty ? "" : "; ended: " + all.failures.joined(separator: ", "))
    }

    private var serverRows: [Row] {
        guard let server = report.server else { return [] }
        let packets =
            server.packetsPerCPUSecond.map { ", \(Figure.whole($0)) packets per CPU-second" }
            ?? server.idleMicroseconds.map { ", \(Figure.decimal($0, 1)) µs per viewer and second" } ?? ""
        let join = server.joinCPUMilliseconds.map { "\(Figure.decimal($0, 2)) ms of CPU" } ?? "–"
        let memory = [server.idleMiB, server.emptyMiB, server.fullMiB, server.goneMiB]
            .map { Figure.decimal($0, 0) }.joined(separator: " → ")
        let each = server.kibibytesPerViewer.map { ", \(Figure.whole($0)) KiB per viewer" } ?? ""
        return [
            Row(
                label: "server",
                text: "\(Figure.decimal(server.cpuSeconds, 2)) CPU-s over the hold "
                    + "(\(Figure.whole(server.cpuPercent)) % of a core)\(packets)"
            ),
            Row(label: "server, per joining", text: join),
            Row(label: "server memory", text: "\(memory) MiB\(each)"),
            Row(
                label: "server threads, files",
                text: "\(server.threadsBefore) → \(server.threads) → \(server.threadsAfter), "
                    + "\(server.descriptorsBefore) → \(server.descriptors) → \(server.descriptorsAfter)"
            ),
        ]
    }

    private var generator: String {
        let generator = report.generator
        return "\(Figure.decimal(generator.cpuSeconds, 2)) CPU-s over the hold "
            + "(\(Figure.whole(generator.cpuPercent)) % of a core)"
            + (generator.isNearLimit ? "; near its limit: don't trust losses and latencies" : "")
    }

    static func percentiles(_ times: Percentiles) -> String {
        guard let p50 = times.p50, let p95 = times.p95, let p99 = times.p99, let max = times.max else {
            return "–"
        }
        return [("p50", p50), ("p95", p95), ("p99", p99), ("max", max)]
            .map { "\($0.0) \(Figure.decimal($0.1, 2))" }.joined(separator: "  ") + " ms"
    }
}
