// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Transport

/// The program.
@main
struct Longwave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "longwave",
        abstract: "A WebRTC relay: broadcasters publish with WHIP, viewers watch with WHEP.",
        subcommands: [ServeCommand.self, SettingsCommand.self, VersionCommand.self]
    )

    /// Runs the command that the arguments name; what ends it badly is said in one line.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var running = command as? any AsyncParsableCommand {
                try await running.run()
            } else {
                try command.run()
            }
        } catch {
            let failure = StartFailure(error)
            if let line = failure.line { StandardError.write("longwave: \(line)\n") }
            exit(withError: failure.line == nil ? error : ExitCode(failure.exitCode))
        }
    }
}
