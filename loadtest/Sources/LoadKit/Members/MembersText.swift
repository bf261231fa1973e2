// SPDX-License-Identifier: Apache-2.0

/// A report of a watched room as a table of a label and a text, for a terminal.
struct MembersText {
    /// Probes that are told one by one at most.
    private static let mostNamed = 10

    private let report: MembersReport

    init(_ report: MembersReport) {
        self.report = report
    }

    /// The table.
    var text: String {
        rows.map { $0.label.padded(to: 26) + $0.text }.joined(separator: "\n")
    }

    var rows: [RunText.Row] {
        let probes = report.probes
        var rows = [
            RunText.Row(
                label: "room",
                text:
                    "\(report.room) of channel \(report.channel), counted for \(Figure.whole(report.seconds)) s"
            ),
            RunText.Row(
                label: "members",
                text:
                    "\(report.viewers) viewers, \(report.publishers) publishers; \(probes.count { $0.isIn }) let in, "
                    + "\(probes.count { $0.isConnected }) connected at the end, \(probes.count { $0.isEjected }) ejected"
            ),
        ]
        rows += report.tracks.map { track in
            RunText.Row(
                label: "\(track.streamid), \(track.isVideo ? "video" : "audio")",
                text:
                    "\(Figure.whole(track.received)) of \(Figure.whole(track.expected)) packets at \(track.probes) "
                    + "members, at least \(Figure.decimal(track.leastPercent, 2)) % at each; longest gap \(track.longestGap) ms"
            )
        }
        if report.tracks.isEmpty { rows.append(RunText.Row(label: "streams", text: "none")) }
        rows += probes.filter { $0.isEjected }.prefix(Self.mostNamed).map { probe in
            let seconds = (probe.afterEjection ?? []).map { String($0) }.joined(separator: ", ")
            return RunText.Row(
                label: "\(probe.userid), ejected", text: "packets in each second since: \(seconds)")
        }
        rows += probes.filter { $0.failure != nil }.prefix(Self.mostNamed).map {
            RunText.Row(label: $0.userid, text: $0.failure ?? "")
        }
        rows += probes.filter { $0.failure == nil && !$0.isEjected && $0.streams < $0.wanted }
            .prefix(Self.mostNamed).map {
                RunText.Row(label: $0.userid, text: "got \($0.streams) of \($0.wanted) streams")
            }
        if let server = report.server { rows.append(RunText.Row(label: "server", text: Self.text(server))) }
        if let generator = report.generator {
            let warning =
                generator.cpuPercent > GeneratorFigures.trustedPercent
                ? "; near the limit of a core: don't trust losses" : ""
            rows.append(RunText.Row(label: "generator", text: Self.text(generator) + warning))
        }
        return rows
    }

    private static func text(_ process: MembersReport.Process) -> String {
        "\(Figure.decimal(process.cpuSeconds, 2)) CPU-s (\(Figure.whole(process.cpuPercent)) % of a core), "
            + "\(Figure.whole(process.residentMiB)) MiB"
    }
}
