// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// `longwave-load capacity`: many loads, one curve.
struct CapacityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Finds the largest number of viewers that a server carries.",
        discussion: """
            Doubles the viewers until a load fails, then halves the span between what passed and what failed. \
            A load passes if everybody is let in and flowing, and loss and latency stay below the limits.
            """
    )

    @OptionGroup(title: "Scenario") var scenario: ScenarioOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Option(help: "Viewers of the first load.")
    var start = 50

    @Option(help: "Viewers of the largest load, at most 20,000.")
    var most = 10_000

    @Option(help: "Loss that is too much, in percent.")
    var maxLoss = 0.1

    @Option(help: "Latency that is too much at the 99th percentile, in milliseconds.")
    var maxLatency = 50.0

    @Option(help: "How exactly to find the number, in percent of it.")
    var resolution = 5.0

    @Option(help: "How often a load is tried before it has failed: other work on the machine can fail one.")
    var tries = 2

    func run() async throws {
        try target.check()
        let base = try scenario.resolved()
        let limits = CapacityReport.Limits(lossPercent: maxLoss, latency: maxLatency)
        var search = CapacitySearch(start: start, most: min(most, 20_000), resolution: resolution / 100)
        var result = CapacityReport(scenario: base, peer: target.peer, limits: limits, viewers: 0, points: [])
        while let viewers = search.next {
            let point = try await bestTry(base, viewers, limits)
            search.note(viewers, passed: point.passed)
            result.points.append(point)
            result.viewers = search.best
        }
        print(result.text)
        try report.write(result, page: CapacityPage(result).html)
    }

    /// The first try that passes, else the last.
    private func bestTry(
        _ base: Scenario,
        _ viewers: Int,
        _ limits: CapacityReport.Limits
    ) async throws -> CapacityReport.Point {
        var scenario = base
        scenario.viewers = viewers
        var left = max(1, tries)
        while true {
            left -= 1
            let point = CapacityReport.Point(try await LoadRun(LoadPlan(scenario, target)).run(), limits)
            let outcome = point.passed ? "passed" : point.failures.joined(separator: ", ")
            FileHandle.standardError.write(Data("\(Figure.whole(viewers)) viewers: \(outcome)\n".utf8))
            if point.passed || left == 0 { return point }
        }
    }
}
