// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `longwave version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        print("longwave \(Version.current)")
    }
}
