// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave settings`: the table as an environment file.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print every setting at its default, as an environment file.",
        discussion: "deploy/longwave.env in the source tree is this text."
    )

    func run() {
        print(EnvironmentFile.text, terminator: "")
    }
}
