// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Relay
import Signaling
import Testing

@testable import longwave

@Suite("StartFailure: one line and an exit code") struct StartFailureTests {
    private func failure(_ arguments: String...) throws -> StartFailure {
        let error = try #require(throws: (any Error).self) {
            var command = try Longwave.parseAsRoot(arguments)
            try command.run()
        }
        return StartFailure(error)
    }

    @Test func `an unknown flag is named, with what was meant`() throws {
        let failure = try failure("serve", "--htp-port", "1")
        #expect(failure.line == "Unknown option '--htp-port'. Did you mean '--http-port'?")
        #expect(failure.exitCode == 64)
    }

    @Test func `a flag without its value is named`() throws {
        let failure = try failure("serve", "--http-port")
        #expect(failure.line == "Missing value for '--http-port <port>'")
        #expect(failure.exitCode == 64)
    }

    @Test func `asking for help is no failure`() throws {
        #expect(try failure("serve", "--help").line == nil)
        #expect(try failure("serve", "--help").exitCode == 0)
    }

    @Test func `a busy port is said plainly`() {
        let failure = StartFailure(SignalingError.addressInUse(host: "127.0.0.1", port: 8_080))
        #expect(failure.line == "http port 8080 on 127.0.0.1 is in use by another program")
        #expect(failure.exitCode == 1)
    }

    @Test func `a setting's fault says where it was made`() {
        #expect(StartFailure(SettingFault(.commandLine, "a")).exitCode == 64)
        #expect(StartFailure(SettingFault(.configuration, "a")).exitCode == 78)
        #expect(StartFailure(SignalingError.invalidSetting("a")).exitCode == 78)
    }

    @Test func `whatever it is, it is one line`() {
        struct Sprawling: Error, CustomStringConvertible {
            var description: String { "first\nsecond\r\nthird" }
        }
        #expect(StartFailure(Sprawling()).line == "first second third")
        #expect(StartFailure(RelayError.exhausted("no\nthreads")).line == "no threads")
        #expect(StartFailure(Sprawling()).exitCode == 1)
    }
}
