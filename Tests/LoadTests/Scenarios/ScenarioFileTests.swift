// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LoadKit

@Suite struct ScenarioFileTests {
    private func read(_ json: String) throws -> ScenarioFile {
        try ScenarioFile(parsing: Data(json.utf8), name: "test")
    }

    private func message(_ json: String) -> String? {
        do {
            _ = try read(json)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `fields of a file replace the defaults, the others stay`() throws {
        let file = try read(
            """
            {"about": "a test", "viewers": 7, "fps": 25, "packet-size": 900, "audio-only": false, "loss": 1.5,
             "profile": "aes-cm", "storm-seconds": 3}
            """
        )
        var wanted = Scenario()
        wanted.name = "test"
        wanted.viewers = 7
        wanted.framesPerSecond = 25
        wanted.packetBytes = 900
        wanted.loss = 1.5
        wanted.profile = .counterMode
        wanted.stormSeconds = 3
        #expect(file.scenario == wanted)
        #expect(file.about == "a test")
    }

    @Test func `a field that does not exist is named, with those that do`() {
        #expect(message(#"{"viewer": 7}"#)?.hasPrefix("there is no field viewer; fields are rooms, ") == true)
    }

    @Test(arguments: [
        (#"{"viewers": -1}"#, "viewers is -1, but must be a whole number from 0 to 20000"),
        (#"{"viewers": 2.5}"#, "viewers is 2.5, but must be a whole number from 0 to 20000"),
        (#"{"viewers": "many"}"#, "viewers is many, but must be a whole number from 0 to 20000"),
        (#"{"viewers": true}"#, "viewers is true, but must be a whole number from 0 to 20000"),
        (#"{"bitrate": 100}"#, "bitrate is 100, but must be 0, or a whole number from 50000 to 50000000"),
        (#"{"loss": 51}"#, "loss is 51, but must be a number from 0 to 50"),
        (#"{"audio-only": 1}"#, "audio-only is 1, but must be true or false"),
        (#"{"profile": "aes"}"#, "profile is aes, but must be any, aes-gcm, aes-cm"),
        (#"{"viewers": [1]}"#, "viewers is a list or an object, but must be a single value"),
        ("{", "scenario: is not a JSON object of fields"),
        ("[1]", "scenario: is not a JSON object of fields"),
    ])
    func `a wrong value is named with what it must be`(_ json: String, _ wanted: String) {
        #expect(message(json) == wanted)
    }

    @Test func `no bitrate means sound only`() throws {
        #expect(try read(#"{"bitrate": 0}"#).scenario.hasVideo == false)
        #expect(try read(#"{"audio-only": true}"#).scenario.hasVideo == false)
        #expect(try read("{}").scenario.hasVideo)
    }

    @Test func `a file that is not there is said to be`() {
        #expect(throws: ScenarioError.unreadable(path: "/nowhere/a.json", reason: "can't be read")) {
            try ScenarioLibrary().scenario("/nowhere/a.json")
        }
    }

    @Test func `every scenario of the repository can be read and says what it is about`() throws {
        var library = ScenarioLibrary()
        library.starts = [#filePath]
        #expect(library.names == ["broadcast", "churn", "idle", "join-storm", "lossy", "rooms"])
        for name in library.names {
            let file = try library.scenario(name)
            #expect(file.scenario.name == name)
            #expect(!file.about.isEmpty)
        }
        #expect(throws: ScenarioError.unknownScenario("broadcasts", known: library.names)) {
            try library.scenario("broadcasts")
        }
    }
}
