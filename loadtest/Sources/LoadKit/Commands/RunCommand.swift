// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave-load run`: one load, one report.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs one load and reports on it.",
        discussion: """
            A scenario is a file of fields; each is also a flag, and the flag wins. Exit code 2 says that \
            somebody was refused, dropped or short of a packet.
            """
    )

    @OptionGroup(title: "Scenario") var scenario: ScenarioOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    func run() async throws {
        try target.check()
        let plan = LoadPlan(try scenario.resolved(), target)
        let figures = try await LoadRun(plan).run()
        print(RunText(figures).text)
        try report.write(figures, page: RunPage(figures).html)
        if !figures.isClean { throw ExitCode(2) }
    }
}
