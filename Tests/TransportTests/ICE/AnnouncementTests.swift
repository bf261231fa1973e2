// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Transport

@Suite("Announcement") struct AnnouncementTests {
    private func host(_ address: String, port: UInt16 = 5_000) -> ICECandidate {
        ICECandidate(foundation: "1", priority: 1, address: address, port: port, type: .host)
    }

    private func told(_ announced: [String], local: [String], _ candidates: [ICECandidate]) -> [String] {
        Announcement(ICEConfiguration(localAddresses: local, announced: announced))
            .apply(to: candidates).map { "\($0.address):\($0.port)" }
    }

    @Test func `nothing announced changes nothing`() {
        #expect(told([], local: ["10.0.0.1"], [host("10.0.0.1")]) == ["10.0.0.1:5000"])
    }

    @Test func `one announced address stands for one local one`() {
        #expect(told(["203.0.113.7"], local: ["10.0.0.1"], [host("10.0.0.1")]) == ["203.0.113.7:5000"])
    }

    @Test func `as many as local ones replace each in its place`() {
        let told = told(
            ["203.0.113.7", "203.0.113.8"],
            local: ["10.0.0.1", "10.0.0.2"],
            [host("10.0.0.2", port: 2), host("10.0.0.1", port: 1)]
        )
        #expect(told == ["203.0.113.8:2", "203.0.113.7:1"])
    }

    @Test func `otherwise all stand for the best local one`() {
        let told = told(
            ["203.0.113.7"],
            local: ["10.0.0.1", "10.0.0.2"],
            [host("10.0.0.1", port: 1), host("10.0.0.2", port: 2)]
        )
        #expect(told == ["203.0.113.7:1"])
    }

    @Test func `families don't mix, and derived candidates stay`() {
        var reflexive = host("198.51.100.1", port: 9)
        reflexive.type = .srflx
        let told = told(
            ["203.0.113.7"],
            local: ["10.0.0.1", "fd00::1"],
            [host("10.0.0.1"), host("fd00::1"), reflexive]
        )
        #expect(told == ["203.0.113.7:5000", "fd00::1:5000", "198.51.100.1:9"])
    }
}
