// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The program `longwave-load`: broadcasters and viewers in one process, against any WHIP and WHEP server, or Janus.
public enum LoadProgram {
    /// Runs the command line's command and exits.
    public static func main() async {
        await LongwaveLoad.main()
    }
}

/// The command and its parts; without the name of one, it runs a load.
struct LongwaveLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "longwave-load",
        abstract: "Publishes synthetic broadcasts, plays them to many viewers, and reports what arrived.",
        discussion: """
            Examples:
              longwave-load run broadcast --html report.html
              longwave-load run rooms --viewers 500 --hold 60 --server-pid 1234
              longwave-load capacity broadcast --bitrate 500000 --server-pid 1234
            """,
        subcommands: [
            RunCommand.self, MembersCommand.self, SignallingCommand.self, CapacityCommand.self,
            CompareCommand.self,
            ScenariosCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )
}
