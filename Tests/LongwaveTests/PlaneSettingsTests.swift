// SPDX-License-Identifier: Apache-2.0

import Relay
import Signaling
import Testing
import Transport

@testable import longwave

@Suite("Configuration: what the planes are told") struct PlaneSettingsTests {
    private func configuration(_ flags: [String: [String]] = [:]) throws -> longwave.Configuration {
        try YAMLFile.with("") { path in
            try longwave.Configuration(flags: flags.merging(["config": [path]]) { $1 }, environment: [:])
        }
    }

    @Test func `the control plane's defaults are the table's`() throws {
        let (told, own) = (try configuration().signaling, SignalingConfiguration())
        #expect(String(describing: told) == String(describing: own))
    }

    @Test func `every setting of the control plane reaches it`() throws {
        let signaling = try configuration([
            "http-host": ["::1"], "http-port": ["1"], "trust-forwarded-for": ["true"],
            "sdp-body-limit": ["2048"],
            "publish-token": ["p"], "play-token": ["q"], "default-broadcast": ["stage"],
            "duplicate-publisher": ["reject"], "not-live": ["wait"], "not-live-wait": ["7"],
            "ice-server": ["stun:s.example:3478", "turn:u%40x:a%3Ab@t.example:3478?transport=tcp"],
            "max-sessions": ["2"], "max-connecting-sessions": ["3"], "max-connections": ["12"],
            "connect-timeout": ["4"],
            "post-rate": ["5"], "post-burst": ["6"], "patch-rate": ["8"], "patch-burst": ["9"],
            "limit-loopback": ["true"], "retry-after": ["10"], "drain-timeout": ["11"],
        ]).signaling
        #expect(signaling.host == "::1" && signaling.port == 1)
        #expect(signaling.trustsForwardedFor && signaling.limitsLoopback)
        #expect(signaling.bodyLimit == 2_048)
        #expect(signaling.publishToken == "p" && signaling.playToken == "q")
        #expect(signaling.defaultBroadcast == "stage")
        #expect(signaling.duplicatePublisher == .reject)
        #expect(signaling.notLive == .wait(.seconds(7)))
        #expect(
            signaling.iceServers == [
                ICEServer(url: "stun:s.example:3478"),
                ICEServer(url: "turn:t.example:3478?transport=tcp", username: "u@x", credential: "a:b"),
            ]
        )
        #expect(signaling.maximumSessions == 2 && signaling.maximumUnconnectedSessions == 3)
        #expect(signaling.maximumConnections == 12)
        #expect(signaling.connectDeadline == .seconds(4))
        #expect(signaling.postLimit == RateLimit(perSecond: 5, burst: 6))
        #expect(signaling.patchLimit == RateLimit(perSecond: 8, burst: 9))
        #expect(signaling.retryAfter == .seconds(10) && signaling.drainPeriod == .seconds(11))
    }

    @Test func `no workers asked for is one for each core`() throws {
        let relay = try configuration().relay(cores: 6, localAddresses: ["192.0.2.1"])
        #expect(relay.workers == 6)
        #expect(relay.mediaPort == 8_189 && relay.mediaPorts == nil)
        #expect(relay.localAddresses == ["192.0.2.1"])
        #expect(relay.announcedAddresses.isEmpty && relay.stun == nil && relay.turn.isEmpty)
        #expect(
            try configuration(["workers": ["2"]]).relay(cores: 6, localAddresses: ["192.0.2.1"]).workers == 2)
    }

    @Test func `the media plane is told addresses, not names`() throws {
        let relay = try configuration([
            "media-ports": ["any"], "announce": ["203.0.113.1"], "stun": ["stun.example:3478"],
            "turn": ["turn:u:p@turn.example:3478"],
        ]).relay(cores: 1, localAddresses: ["192.0.2.1"]) { name in
            try #require(IPAddress(name == "stun.example" ? "198.51.100.1" : "2001:db8::1"))
        }
        #expect(relay.mediaPort == nil && relay.mediaPorts == nil)
        #expect(relay.announcedAddresses == ["203.0.113.1"])
        #expect(relay.stun == RelayConfiguration.STUNServer(host: "198.51.100.1", port: 3_478))
        let turn = RelayConfiguration.TURNServer(
            host: "2001:db8::1",
            port: 3_478,
            username: "u",
            password: "p"
        )
        #expect(relay.turn == [turn])
    }

    @Test func `a range gives each peer ports of its own, and so does a server that tells of them`() throws {
        let range = try configuration(["media-ports": ["5000-5999"]])
        let relay = try range.relay(cores: 1, localAddresses: ["192.0.2.1"])
        #expect(relay.mediaPort == nil && relay.mediaPorts == 5_000...5_999)
        for servers in [["stun": ["192.0.2.2:3478"]], ["turn": ["turn:u:p@192.0.2.2:3478"]]] {
            let relay = try configuration(servers).relay(cores: 1, localAddresses: ["192.0.2.1"])
            #expect(relay.mediaPort == nil && relay.mediaPorts == 20_000...29_999)
        }
    }

    @Test func `a port and a range exclude each other`() throws {
        for other in [
            ["media-ports": ["any"]], ["stun": ["192.0.2.2:3478"]], ["turn": ["turn:u:p@192.0.2.2:3478"]],
        ] {
            let fault = try #require(throws: SettingFault.self) {
                _ = try configuration(other.merging(["media-port": ["8189"]]) { $1 })
            }
            let name = try #require(other.keys.first)
            #expect(
                fault.description
                    == "--media-port and --\(name) exclude each other: peers share a port, or each has its own"
            )
        }
    }

    @Test func `each worker has a port, as far as there are any`() throws {
        let last = try configuration(["media-port": ["65534"]])
        #expect(try last.relay(cores: 2, localAddresses: ["192.0.2.1"]).mediaPort == 65_534)
        #expect(throws: SettingFault.self) { _ = try last.relay(cores: 3, localAddresses: ["192.0.2.1"]) }
        let any = try configuration(["media-port": ["0"]])
        #expect(try any.relay(cores: 500, localAddresses: ["192.0.2.1"]).mediaPort == 0)
        #expect(any.mediaPortsText(cores: 2) == "UDP any")
        #expect(try configuration().mediaPortsText(cores: 2) == "UDP 8189-8190")
        #expect(try configuration().mediaPortsText(cores: 1) == "UDP 8189")
        #expect(try configuration(["media-ports": ["5-6"]]).mediaPortsText(cores: 1) == "UDP 5-6")
    }

    @Test func `a server whose name has no address ends the start`() throws {
        struct NoAddress: Error {}
        let configuration = try configuration(["stun": ["stun.example:3478"]])
        let fault = try #require(throws: SettingFault.self) {
            _ = try configuration.relay(cores: 1, localAddresses: ["192.0.2.1"]) { _ in throw NoAddress() }
        }
        #expect(fault.description.hasPrefix("stun stun.example:3478: stun.example has no address"))
    }

    @Test func `addresses for media are those asked for`() throws {
        #expect(try configuration(["media-host": ["192.0.2.9"]]).localAddresses() == ["192.0.2.9"])
    }

    @Test func `loopback is offered while HTTP listens on it`() throws {
        #expect(try configuration().localAddresses().contains("127.0.0.1"))
        let open = try configuration(["http-host": ["0.0.0.0"], "publish-token": ["t"]])
        #expect(try !open.localAddresses().contains("127.0.0.1"))
    }
}
