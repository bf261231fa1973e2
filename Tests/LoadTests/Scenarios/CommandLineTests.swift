// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import LoadKit

@Suite struct CommandLineTests {
    private func run(_ arguments: String...) throws -> RunCommand {
        try #require(try LongwaveLoad.parseAsRoot(arguments) as? RunCommand)
    }

    @Test func `flags alone run a load as they always did`() throws {
        let command = try run("--viewers", "20", "--ramp", "20", "--seconds", "10", "--json", "load.json")
        let scenario = try command.scenario.resolved()
        #expect(scenario.viewers == 20)
        #expect(scenario.ramp == 20)
        #expect(scenario.hold == 10)
        #expect(scenario.bitrate == 2_500_000)
        #expect(command.report.json == "load.json")
    }

    @Test func `a flag comes before the scenario's file`() throws {
        var library = ScenarioLibrary()
        library.starts = [#filePath]
        let command = try run("run", "lossy", "--loss", "5", "--profile", "aes-gcm", "--audio-only")
        let scenario = try command.scenario.resolved(library)
        #expect(scenario.name == "lossy")
        #expect(scenario.viewers == 100)
        #expect(scenario.loss == 5)
        #expect(scenario.profile == .gcm)
        #expect(scenario.audioOnly)
    }

    @Test func `a flag out of bounds says so by its name`() throws {
        let command = try run("--viewers", "20001")
        #expect(
            throws: ScenarioError.wrongValue(
                field: "viewers", value: "20001", wanted: "a whole number from 0 to 20000"
            )
        ) { try command.scenario.resolved() }
    }

    @Test func `nothing to do is an error`() throws {
        let command = try run("--viewers", "0", "--broadcasters", "0")
        #expect(throws: ScenarioError.nothingToDo) { try command.scenario.resolved() }
    }

    @Test func `a server elsewhere needs a flag`() throws {
        #expect(throws: TargetError.remote("192.0.2.1")) {
            try run("--url", "http://192.0.2.1:8080").target.check()
        }
        #expect(throws: TargetError.notAnAddress("example")) { try run("--url", "example").target.check() }
        try run("--url", "http://192.0.2.1:8080", "--allow-remote").target.check()
        try run("--url", "http://[::1]:8080").target.check()
        try run("--url", "http://127.0.0.1:8080").target.check()
    }

    @Test func `names that only begin like loopback are elsewhere`() {
        #expect(!LoadTarget.isThisMachine("127.0.0.1.example.com"))
        #expect(LoadTarget.isThisMachine("127.1.2.3"))
        #expect(LoadTarget.isThisMachine("localhost"))
    }
}
