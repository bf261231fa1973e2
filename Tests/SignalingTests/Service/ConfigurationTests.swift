// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("SignalingConfiguration")
struct ConfigurationTests {
    /// A setting that can't be.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout SignalingConfiguration) -> Void

        init(_ name: String, _ change: @escaping @Sendable (inout SignalingConfiguration) -> Void) {
            testDescription = name
            self.change = change
        }

        static let all = [
            Fault("port") { $0.port = 65_536 },
            Fault("negative port") { $0.port = -1 },
            Fault("empty token") { $0.publishToken = "" },
            Fault("token with a blank") { $0.playToken = "a b" },
            Fault("token with a line break") { $0.playToken = "a\r\nb" },
            Fault("long token") { $0.playToken = String(repeating: "x", count: 1_025) },
            Fault("default broadcast") { $0.defaultBroadcast = ".." },
            Fault("wait too long") { $0.notLive = .wait(.seconds(61)) },
            Fault("no wait") { $0.notLive = .wait(.zero) },
            Fault("retry") { $0.retryAfter = .milliseconds(999) },
            Fault("body limit") { $0.bodyLimit = 0 },
            Fault("body deadline") { $0.bodyDeadline = .zero },
            Fault("connect deadline") { $0.connectDeadline = .zero },
            Fault("drain") { $0.drainPeriod = .seconds(-1) },
            Fault("sessions") { $0.maximumSessions = 0 },
            Fault("rate") { $0.postLimit = RateLimit(perSecond: 0, burst: 1) },
            Fault("ICE scheme") { $0.iceServers = [ICEServer(url: "http://x")] },
            Fault("ICE comma") { $0.iceServers = [ICEServer(url: "stun:a,b")] },
            Fault("ICE quote") {
                $0.iceServers = [ICEServer(url: "turn:a", username: "u\"", credential: "c")]
            },
            Fault("ICE semicolon") {
                $0.iceServers = [ICEServer(url: "turn:a", username: "u", credential: "c;d")]
            },
            Fault("ICE line break") { $0.iceServers = [ICEServer(url: "turn:a\r\nX: y")] },
            Fault("ICE half a login") { $0.iceServers = [ICEServer(url: "turn:a", username: "u")] },
        ]
    }

    @Test(arguments: Fault.all)
    func `a setting that can't be ends the start with one line`(fault: Fault) {
        let error = #expect(throws: SignalingError.self) { try Relay(fault.change) }
        #expect(error?.description.hasPrefix("invalid setting: ") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test func `the defaults are valid`() throws {
        try SignalingConfiguration().validate()
    }

    @Test func `errors are one clear line`() {
        let inUse = SignalingError.addressInUse(host: "127.0.0.1", port: 8080)
        #expect("\(inUse)" == "127.0.0.1:8080 is already in use by another program")
    }
}
