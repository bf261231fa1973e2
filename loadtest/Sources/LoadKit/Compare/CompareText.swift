// SPDX-License-Identifier: Apache-2.0

/// A comparison as a table.
struct CompareText {
    let report: CompareReport

    init(_ report: CompareReport) {
        self.report = report
    }

    var columns: [String] {
        [
            "median of \(report.lines.first?.first.runs.count ?? 0) runs", report.firstName,
            report.secondName, "better by",
        ]
    }

    var rows: [[String]] {
        let profiles = [report.firstProfiles, report.secondProfiles].map {
            $0.keys.sorted().joined(separator: ", ")
        }
        return report.lines.map { line in
            [
                line.title,
                Figure.short(line.first.median),
                Figure.short(line.second.median),
                line.ratio.map { Figure.short($0) + " ×" } ?? "–",
            ]
        } + [["SRTP profile"] + profiles + ["–"]]
    }

    var load: String {
        let scenario = report.scenario
        return "\(Figure.whole(scenario.viewers)) viewers of \(Figure.bitrate(scenario.bitrate)) at "
            + "\(scenario.framesPerSecond) fps, held \(scenario.hold) s"
    }

    var text: String {
        load + "\n" + TextTable(columns: columns, rows: rows).text
            + (report.doubtful > 0
                ? "\n\(report.doubtful) runs with the generator near its limit, or other work on the machine"
                : "")
    }
}
