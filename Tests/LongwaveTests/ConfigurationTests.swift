// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signaling
import Testing

@testable import longwave

@Suite("Configuration: where a setting comes from") struct ConfigurationTests {
    /// A configuration whose file holds `yaml`.
    private func configuration(
        flags: [String: [String]] = [:],
        environment: [String: String] = [:],
        yaml: String = ""
    ) throws -> longwave.Configuration {
        try YAMLFile.with(yaml) { path in
            try longwave.Configuration(
                flags: flags.merging(["config": [path]]) { $1 }, environment: environment)
        }
    }

    private func fault(
        flags: [String: [String]] = [:],
        environment: [String: String] = [:],
        yaml: String = ""
    ) throws -> SettingFault {
        try #require(throws: SettingFault.self) {
            _ = try configuration(flags: flags, environment: environment, yaml: yaml)
        }
    }

    // MARK: - Order

    @Test func `nothing said is the default`() throws {
        let configuration = try configuration()
        #expect(configuration[\.http.port] == 8_080)
        #expect(configuration[\.media.port] == 8_189 && configuration[\.media.ports] == nil)
        #expect(configuration[\.access.publishToken] == nil)
        #expect(configuration[\.media.announce].isEmpty)
    }

    @Test func `the file comes before the default`() throws {
        #expect(try configuration(yaml: "http-port: 1003")[\.http.port] == 1_003)
    }

    @Test func `the environment comes before the file`() throws {
        let configuration = try configuration(
            environment: ["LONGWAVE_HTTP_PORT": "1002"], yaml: "http-port: 1003")
        #expect(configuration[\.http.port] == 1_002)
    }

    @Test func `the flag comes before the environment`() throws {
        let configuration = try configuration(
            flags: ["http-port": ["1001"]],
            environment: ["LONGWAVE_HTTP_PORT": "1002"],
            yaml: "http-port: 1003"
        )
        #expect(configuration[\.http.port] == 1_001)
    }

    @Test func `a list replaces the list behind it`() throws {
        let configuration = try configuration(
            flags: ["announce": ["203.0.113.1", "2001:DB8::1"]],
            environment: ["LONGWAVE_ANNOUNCE": "203.0.113.2"]
        )
        #expect(configuration[\.media.announce] == ["203.0.113.1", "2001:db8::1"])
    }

    @Test func `a switch that the file turns on is turned off by a flag`() throws {
        let off = try configuration(flags: ["limit-loopback": ["false"]], yaml: "limit-loopback: yes")
        #expect(!off[\.limits.limitLoopback])
        #expect(try configuration(yaml: "limit-loopback: true")[\.limits.limitLoopback])
    }

    @Test func `lists are separated by commas in the environment and are lists in the file`() throws {
        let list = ["203.0.113.1", "203.0.113.2"]
        #expect(
            try configuration(environment: ["LONGWAVE_ANNOUNCE": "203.0.113.1, 203.0.113.2"])[
                \.media.announce] == list
        )
        #expect(try configuration(yaml: "announce: [203.0.113.1, 203.0.113.2]")[\.media.announce] == list)
        #expect(try configuration(yaml: "announce: 203.0.113.1")[\.media.announce] == ["203.0.113.1"])
    }

    @Test func `a file of comments says nothing`() throws {
        #expect(try configuration(yaml: "# http-port: 1\n\n   # more\n")[\.http.port] == 8_080)
    }

    @Test func `what is not at its default is told with its origin, and secrets are not`() throws {
        let changes = try configuration(
            flags: ["http-port": ["1001"]],
            environment: ["LONGWAVE_PUBLISH_TOKEN": "s3cret"]
        ).changes
        #expect(changes.contains { $0 == ("http-port", "1001", "--http-port") })
        #expect(changes.contains { $0 == ("publish-token", "(set)", "LONGWAVE_PUBLISH_TOKEN") })
    }

    // MARK: - Faults

    @Test func `an invalid flag is named as a flag`() throws {
        let fault = try fault(flags: ["http-port": ["65536"]])
        #expect(
            fault == SettingFault(.commandLine, "--http-port is 65536, not a whole number from 0 to 65535"))
    }

    @Test func `an invalid variable is named as a variable`() throws {
        let fault = try fault(environment: ["LONGWAVE_MEDIA_PORTS": "9-1"])
        #expect(fault.origin == .configuration)
        #expect(
            fault.description
                == "LONGWAVE_MEDIA_PORTS is 9-1, not FIRST-LAST with ports from 1 to 65535, or any"
        )
    }

    @Test func `an invalid key is named with its file`() throws {
        let fault = try fault(yaml: "duplicate-publisher: both")
        #expect(fault.description.hasPrefix("duplicate-publisher in /"))
        #expect(fault.description.hasSuffix(".yaml is both, not one of takeover, reject"))
    }

    @Test func `what is invalid ends the start though something comes before it`() throws {
        let fault = try fault(flags: ["http-port": ["1001"]], environment: ["LONGWAVE_HTTP_PORT": "many"])
        #expect(fault.description.hasPrefix("LONGWAVE_HTTP_PORT is many"))
    }

    @Test func `an unknown variable is no setting`() throws {
        let fault = try fault(environment: ["LONGWAVE_HTTP_PRT": "1", "HTTP_PORT": "2"])
        #expect(
            fault.description
                == "LONGWAVE_HTTP_PRT in the environment is no setting, did you mean LONGWAVE_HTTP_PORT?"
        )
    }

    @Test func `an unknown key is no setting`() throws {
        let fault = try fault(yaml: "http-port: 1\nworkerz: 2")
        #expect(fault.description.contains("workerz in /"))
        #expect(fault.description.hasSuffix("is no setting, did you mean workers?"))
    }

    @Test func `a section in the file is no setting`() throws {
        #expect(try fault(yaml: "http:\n  port: 1").description.hasPrefix("http.port in /"))
    }

    @Test func `a file names no other file`() throws {
        #expect(try fault(yaml: "config: other.yaml").description.hasPrefix("config in /"))
    }

    @Test func `a list where one value belongs is refused`() throws {
        #expect(try fault(yaml: "http-port: [1, 2]").description.hasSuffix("is a list, not one value"))
    }

    @Test func `a file that is not YAML is refused without showing what is in it`() throws {
        for yaml in ["publish-token: \"s3cret", "publish-token: s3cret\npublish-token: s3cret", "- s3cret"] {
            let fault = try fault(yaml: yaml)
            #expect(fault.description.contains(".yaml is not YAML of names and values"))
            #expect(!fault.description.contains("s3cret"))
            #expect(!fault.description.contains { $0.isNewline })
        }
    }

    @Test func `a file that was asked for must be there`() throws {
        let fault = try #require(throws: SettingFault.self) {
            _ = try longwave.Configuration(flags: ["config": ["/nonexistent/a.yaml"]], environment: [:])
        }
        #expect(
            fault == SettingFault(.configuration, "/nonexistent/a.yaml can't be read: there is no such file"))
    }

    @Test func `a secret is not shown in a fault`() throws {
        for (name, text) in [
            ("PUBLISH_TOKEN", "a b"), ("TURN", "turn:user:a b@"), ("ICE_SERVER", "http://a b"),
        ] {
            let fault = try fault(environment: ["LONGWAVE_\(name)": text])
            #expect(!fault.description.contains("a b"))
        }
    }

    @Test func `an empty token is no token`() throws {
        #expect(try fault(environment: ["LONGWAVE_PUBLISH_TOKEN": ""]).origin == .configuration)
    }

    // MARK: - Rules

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "relay.example.org"])
    func `beyond loopback publishing needs a token or consent`(host: String) throws {
        let refused = try fault(flags: ["http-host": [host]])
        #expect(refused.description.hasPrefix("http-host \(host) is not loopback"))
        _ = try configuration(flags: ["http-host": [host], "publish-token": ["t"]])
        _ = try configuration(flags: ["http-host": [host], "allow-anonymous-publish": ["true"]])
    }

    @Test(arguments: ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
    func `on loopback it needs neither`(host: String) throws {
        #expect(try configuration(flags: ["http-host": [host]]).isHTTPOnLoopback)
    }
}
