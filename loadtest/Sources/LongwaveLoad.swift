// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave-load`: broadcasters and viewers in one process, against any WHIP and WHEP server.
@main
struct LongwaveLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "longwave-load",
        abstract: "Publishes synthetic broadcasts by WHIP, plays them by WHEP, and reports what arrived.",
        discussion: """
            Example: 1 broadcaster of 2.5 Mbit/s, 200 viewers, 30 seconds:
              longwave-load --viewers 200 --seconds 30
            """
    )

    @OptionGroup var options: LoadOptions

    func validate() throws {
        try options.validate()
    }

    func run() async throws {
        let plan = LoadPlan(options)
        let report = try await LoadRun(plan).run()
        print(report.text)
        if let path = options.json { try report.writeJSON(path) }
        if !report.isClean { throw ExitCode(2) }
    }
}
