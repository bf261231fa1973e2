// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.publish: what is unusable, W9") struct UnusableOfferTests {
    private func expect(_ error: NegotiationError, _ offer: SampleOffer) {
        #expect(throws: error) { try Negotiate.publish(offer.text) }
    }

    @Test func `the sample itself is usable`() throws {
        #expect(try Negotiate.publish(SampleOffer().text).accepted.count == 2)
    }

    @Test func `two video sections`() {
        var offer = SampleOffer().replacing("a=group:BUNDLE 0 1", with: "a=group:BUNDLE 0 1 2")
        offer.media.append(offer.media[1].map { $0 == "a=mid:1" ? "a=mid:2" : $0 })
        expect(.tooManySections(kind: .video, offered: 2), offer)
    }

    @Test func `sections that are not bundled`() {
        expect(.notBundled, SampleOffer().replacing("a=group:BUNDLE 0 1", with: nil))
        expect(.notBundled, SampleOffer().replacing("a=group:BUNDLE 0 1", with: "a=group:BUNDLE 0"))
    }

    @Test func `one mid for two sections`() {
        expect(.duplicateMID, SampleOffer().replacing("a=mid:1", with: "a=mid:0"))
    }

    @Test func `a section without rtcp-mux`() {
        expect(.noRTCPMux, SampleOffer().replacing("a=rtcp-mux", with: nil))
    }

    @Test func `a section that only receives`() {
        expect(.wrongDirection, SampleOffer().replacing("a=sendonly", with: "a=recvonly"))
    }

    @Test func `sections that would have to be rejected alone`() {
        var offer = SampleOffer()
        offer.media.append(["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:2"])
        expect(.unsupportedSection(index: 2), offer)
        offer.media[2] = ["m=application 0 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:2"]
        #expect(throws: Never.self) { try Negotiate.publish(offer.text) }
        expect(
            .unsupportedSection(index: 0),
            SampleOffer().replacing("m=audio 9 UDP/TLS/RTP/SAVPF 111", with: "m=audio 9 RTP/AVP 111"))
    }

    @Test func `nothing to receive`() {
        var offer = SampleOffer()
        offer.media = []
        expect(.noMedia, offer)
        expect(.noMedia, SampleOffer().replacing("a=sendonly", with: "a=inactive"))
    }

    @Test(
        "credentials that are missing or of no valid length, RFC 8839 §5.4",
        arguments: [
            ("a=ice-ufrag:peer", nil), ("a=ice-ufrag:peer", "a=ice-ufrag:abc"),
            ("a=ice-ufrag:peer", "a=ice-ufrag:ab cd"),
            ("a=ice-pwd:0123456789012345678901", nil),
            ("a=ice-pwd:0123456789012345678901", "a=ice-pwd:012345678901234567890"),
        ] as [(String, String?)])
    func credentials(_ line: String, _ new: String?) {
        expect(.missingCredentials, SampleOffer().replacing(line, with: new))
    }

    @Test func `no strong fingerprint`() {
        let strong = SampleOffer().session[3]
        expect(.missingFingerprint, SampleOffer().replacing(strong, with: nil))
        let weak = "a=fingerprint:sha-1 " + Array(repeating: "AB", count: 20).joined(separator: ":")
        expect(.missingFingerprint, SampleOffer().replacing(strong, with: weak))
    }

    @Test func `every error has a sentence of its own`() {
        let errors: [NegotiationError] = [
            .noMedia, .nothingToSend, .tooManySections(kind: .audio, offered: 2),
            .unsupportedSection(index: 1),
            .notBundled, .duplicateMID, .noRTCPMux, .wrongDirection,
            .noCommonCodec(kind: .audio, offered: [], wanted: ["opus"]), .missingCredentials,
            .missingFingerprint,
            .unusableSetup, .sectionMismatch,
        ]
        #expect(Set(errors.map(\.reason)).count == errors.count)
        #expect(errors.allSatisfy { $0.reason.hasSuffix(".") })
    }
}
