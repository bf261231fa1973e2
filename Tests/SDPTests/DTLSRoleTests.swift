// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SDP

@Suite("DTLSRole: W14, RFC 8842 §5") struct DTLSRoleTests {
    @Test(
        "our part when the peer offers",
        arguments: [
            ("actpass", .server), ("active", .server), ("passive", .client), (nil, .server),
            ("holdconn", nil),
        ] as [(String?, DTLSRole?)])
    func offered(_ setup: String?, _ role: DTLSRole?) {
        #expect(DTLSRole(offered: setup) == role)
    }

    @Test(
        "our part when the peer answers",
        arguments: [
            ("active", .server), ("passive", .client), ("actpass", nil), (nil, nil),
        ] as [(String?, DTLSRole?)])
    func answered(_ setup: String?, _ role: DTLSRole?) {
        #expect(DTLSRole(answered: setup) == role)
    }

    @Test(
        "the answer says so",
        arguments: [
            ("actpass", "setup:passive"), ("active", "setup:passive"), ("passive", "setup:active"),
        ])
    func answer(_ offered: String, _ answered: String) throws {
        let offer = SampleOffer().replacing("a=setup:actpass", with: "a=setup:\(offered)")
        let answer = try Negotiate.publish(offer.text).sampleAnswer
        #expect(answer.media.map { $0.lines("setup") } == [[answered], [answered]])
    }

    @Test func `without a part left the offer is unusable`() {
        let offer = SampleOffer().replacing("a=setup:actpass", with: "a=setup:holdconn")
        #expect(throws: NegotiationError.unusableSetup) { try Negotiate.publish(offer.text) }
    }
}
