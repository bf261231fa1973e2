// SPDX-License-Identifier: Apache-2.0

/// A signalling report as a table of a label and a text, for a terminal.
struct SignallingText {
    private let report: SignallingReport

    init(_ report: SignallingReport) {
        self.report = report
    }

    /// The table.
    var text: String {
        rows.map { $0.label.padded(to: 26) + $0.text }.joined(separator: "\n")
    }

    var rows: [RunText.Row] {
        let joining = report.joining
        var rows = [
            RunText.Row(label: "load", text: load),
            RunText.Row(label: "clients", text: clients),
            RunText.Row(label: "connect and hello", text: RunText.percentiles(joining.greeting)),
            RunText.Row(label: "join", text: RunText.percentiles(joining.join)),
            RunText.Row(label: "message to all", text: messages),
            RunText.Row(label: "message to each", text: RunText.percentiles(report.fanOut.toEach)),
        ]
        rows += serverRows
        rows.append(RunText.Row(label: "generator", text: generator))
        if let others = report.generator.othersPercent {
            let warning =
                report.generator.isDisturbed ? "; the machine was not quiet: times show that too" : ""
            rows.append(
                RunText.Row(label: "other work", text: "\(Figure.whole(others)) % of a core\(warning)"))
        }
        for (reason, count) in report.clients.refused.sorted(by: { $0.value > $1.value }) {
            rows.append(RunText.Row(label: "refused", text: "\(count) × \(reason)"))
        }
        return rows + report.faults.map { RunText.Row(label: "FAILED", text: $0) }
    }

    private var load: String {
        "\(Figure.whole(report.clients.asked)) \(report.isViewers ? "viewers" : "participants") in one room, joining at "
            + "\(report.joining.rate) per second (\(Figure.decimal(report.joining.reachedRate, 1)) reached); held "
            + "\(Figure.whole(report.holdSeconds)) s; \(report.fanOut.rounds.count) messages"
    }

    private var clients: String {
        let clients = report.clients
        return
            "\(Figure.whole(clients.asked)) asked, \(Figure.whole(clients.joined)) joined, \(clients.lost) lost"
            + (clients.misunderstood > 0 ? ", \(clients.misunderstood) messages not understood" : "")
    }

    private var messages: String {
        let incomplete = report.fanOut.incomplete
        return RunText.percentiles(report.fanOut.toAll)
            + " (wanted: \(Figure.whole(SignallingReport.wantedMilliseconds)) ms)"
            + (incomplete > 0 ? "; \(incomplete) did not reach everybody" : "")
    }

    private var serverRows: [RunText.Row] {
        guard let server = report.server else { return [] }
        let memory = [server.idleMiB, server.emptyMiB, server.fullMiB, server.goneMiB]
            .map { Figure.decimal($0, 0) }.joined(separator: " → ")
        return [
            RunText.Row(
                label: "server, per joining",
                text: "\(Figure.decimal(server.joinCPUMilliseconds, 2)) ms of CPU"),
            RunText.Row(
                label: "server, idle",
                text: "\(Figure.decimal(server.holdPercent, 1)) % of a core, "
                    + "\(Figure.decimal(server.idleMicroseconds, 1)) µs per client and second"),
            RunText.Row(
                label: "server, per message",
                text: "\(Figure.decimal(server.messageCPUMilliseconds, 1)) ms of CPU"),
            RunText.Row(
                label: "server memory",
                text: "\(memory) MiB, \(Figure.decimal(server.kibibytesPerClient, 1)) KiB per idle client "
                    + "(wanted: under \(Figure.whole(SignallingReport.wantedKibibytes)))"),
        ]
    }

    private var generator: String {
        let generator = report.generator
        return "\(Figure.whole(generator.joiningPercent)) % of a core while clients joined, "
            + "\(Figure.whole(generator.holdPercent)) % in the hold, "
            + "\(Figure.whole(generator.speakingPercent)) % with the messages"
            + (generator.isNearLimit ? "; near its limit: don't trust the times" : "")
    }
}
