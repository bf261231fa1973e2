// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import longwave

@Suite("Settings: the one table") struct SettingsTests {
    @Test func `names are unique, lower case and hyphenated`() {
        let names = Settings.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil })
        #expect(names.count > 25)
    }

    @Test func `each default is valid and each setting has a unit and a meaning`() {
        for setting in Settings.all {
            #expect(setting.fault(in: setting.defaults) == nil, "\(setting.name)")
            #expect(!setting.unit.isEmpty && setting.meaning.hasSuffix("."), "\(setting.name)")
        }
    }

    @Test func `each is a flag of serve, with unit, default, meaning and variable in the help`() throws {
        let help = ServeCommand.helpMessage(columns: 10_000)
        for setting in Settings.all {
            #expect(help.contains("--\(setting.name)"))
            #expect(help.contains(SectionOptions<HTTPSettings>.help(of: setting)), "\(setting.name)")
            #expect(setting.arity == .toggle || help.contains("--\(setting.name) <\(setting.unit)>"))
        }
        for section in Settings.sections {
            #expect(help.contains("\(section.title.uppercased()):"))
        }
    }

    @Test func `flags reach the configuration`() throws {
        let command = try #require(
            try Longwave.parseAsRoot([
                "serve", "--http-port", "1", "--http-port=2", "--announce", "192.0.2.1", "--announce",
                "192.0.2.2",
                "--allow-anonymous-publish", "--no-limit-loopback",
            ]) as? ServeCommand
        )
        #expect(
            command.flags == [
                "http-port": ["2"], "announce": ["192.0.2.1", "192.0.2.2"],
                "allow-anonymous-publish": ["true"],
                "limit-loopback": ["false"],
            ]
        )
        #expect(try #require(try Longwave.parseAsRoot(["serve"]) as? ServeCommand).flags.isEmpty)
    }

    @Test func `the environment file says what the program says`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../deploy/longwave.env").standardizedFileURL
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text == EnvironmentFile.text, "write it anew: longwave settings > deploy/longwave.env")
    }

    @Test
    func
        `the environment file names every setting, and taking the comments off its defaults changes nothing`()
        throws
    {
        let lines = EnvironmentFile.text.split(separator: "\n").filter { $0.hasPrefix("#LONGWAVE_") }
        #expect(lines.count == Settings.all.count)
        let pairs = lines.map {
            $0.dropFirst().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        let set = pairs.filter { !$0[1].isEmpty && $0[0] != "LONGWAVE_CONFIG" }
        let environment = Dictionary(uniqueKeysWithValues: set.map { (String($0[0]), String($0[1])) })
        let configuration = try YAMLFile.with("") { path in
            try longwave.Configuration(flags: ["config": [path]], environment: environment)
        }
        let defaults = Dictionary(uniqueKeysWithValues: Settings.all.map { ($0.name, $0.defaultText) })
        for change in configuration.changes where change.name != "config" {
            #expect(change.value == defaults[change.name])
        }
        #expect(configuration.changes.count == environment.count + 1)
    }
}
