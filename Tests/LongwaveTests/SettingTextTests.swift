// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import longwave

@Suite("The texts of settings") struct SettingTextTests {
    @Test(arguments: ["1-1", "1-65535", "20000-29999"])
    func `a port range has two ends`(text: String) {
        #expect(PortRange(text)?.range != nil)
    }

    @Test(arguments: ["", "1", "0-9", "9-1", "1-65536", "a-b", "1-2-3", "-1-2", "1 - 2", "ANY"])
    func `anything else is no port range`(text: String) {
        #expect(PortRange(text) == nil)
    }

    @Test func `any port is no range`() {
        #expect(PortRange("any") == .any)
        #expect(PortRange("any")?.range == nil)
    }

    @Test(arguments: ["example.org:1", "192.0.2.1:65535", "[2001:db8::1]:3478", "relay_1:80"])
    func `a host and a port read as they print`(text: String) {
        #expect(HostPort(text)?.description == text)
    }

    @Test(arguments: [
        "", ":1", "a", "a:", "a:0", "a:65536", "2001:db8::1:3478", "[a]:1", "[192.0.2.1]:1", "a b:1", "-a:1",
    ])
    func `anything else is no host and port`(text: String) {
        #expect(HostPort(text) == nil)
    }

    @Test func `a server is read with its credentials`() throws {
        let url = try #require(ServerURL("turns:us%21er:p:a@ss@[2001:db8::1]:5349?transport=tcp"))
        #expect(url.scheme == .turns)
        #expect(url.user == "us!er" && url.password == "p:a@ss")
        #expect(url.server == HostPort(host: "2001:db8::1", port: 5_349))
        #expect(url.publicURL == "turns:[2001:db8::1]:5349?transport=tcp")
    }

    @Test(
        arguments: [
            "", "turn", "http:a:1", "turn:a", "turn:u@a:1", "turn::p@a:1", "turn:u:@a:1",
            "turn:u:p@a:1?transport=sctp",
            "turn:u:p%@a:1", "turn:u:p%4@a:1", "turn:u:p%zz@a:1", "turn:u:p%20@a:1", "turn:u:p%ff@a:1",
            "stun:a:1?x",
        ]
    )
    func `anything else is no server`(text: String) {
        #expect(ServerURL(text) == nil)
    }

    @Test func `clients are told of STUN without and of TURN with credentials`() {
        let kind = SettingKind<ServerURL>.iceServer
        #expect(kind.parse(["stun:a:1"]) != nil)
        #expect(kind.parse(["turn:u:p@a:1?transport=udp"]) != nil)
        #expect(kind.parse(["stun:u:p@a:1"]) == nil)
        #expect(kind.parse(["stun:a:1?transport=udp"]) == nil)
        #expect(kind.parse(["turn:a:1"]) == nil)
    }

    @Test func `the relay's own TURN server is reached by UDP`() {
        let kind = SettingKind<ServerURL>.turnServer
        #expect(kind.parse(["turn:u:p@a:1"]) != nil)
        #expect(kind.parse(["turns:u:p@a:1"]) == nil)
        #expect(kind.parse(["turn:u:p@a:1?transport=tcp"]) == nil)
    }

    @Test func `seconds are whole and within bounds`() {
        let kind = SettingKind<Duration>.seconds(1...60)
        #expect(kind.parse(["60"]) == .seconds(60))
        #expect(kind.parse(["61"]) == nil)
        #expect(kind.parse(["1.5"]) == nil)
    }

    @Test func `a word is one of the words`() {
        #expect(SettingKind<NotLiveChoice>.choice.parse(["wait"]) == .wait)
        #expect(SettingKind<NotLiveChoice>.choice.parse(["WAIT"]) == nil)
        #expect(SettingKind<NotLiveChoice>.choice.allowed == "one of reject, wait")
    }

    @Test(arguments: [("true", true), ("Yes", true), ("1", true), ("off", false), ("0", false)])
    func `a switch has several words`(text: String, value: Bool) {
        #expect(SettingKind<Bool>.toggle.parse([text]) == value)
        #expect(SettingKind<Bool>.toggle.parse(["maybe"]) == nil)
    }

    @Test func `a misspelled name finds the one that was meant`() {
        #expect(Spelling.nearest(to: "http-prt", in: ["http-host", "http-port"]) == "http-port")
        #expect(Spelling.nearest(to: "colour", in: ["http-host", "http-port"]) == nil)
        #expect(Spelling.edits(from: Array("kitten".utf8), to: Array("sitting".utf8)) == 3)
        #expect(Spelling.edits(from: [], to: Array("abc".utf8)) == 3)
    }
}
