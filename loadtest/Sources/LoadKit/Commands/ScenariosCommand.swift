// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave-load scenarios`: what there is to run.
struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "Lists the scenarios of loadtest/scenarios."
    )

    func run() throws {
        let library = ScenarioLibrary()
        for name in library.names {
            print(name.padded(to: 12) + (try library.scenario(name).about))
        }
    }
}

extension String {
    /// With spaces behind it up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
