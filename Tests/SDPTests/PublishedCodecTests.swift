// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.publish: codecs") struct PublishedCodecTests {
    private func video(_ formats: String, _ lines: [String]) throws -> NegotiatedCodec? {
        var offer = SampleOffer()
        offer.media[1] =
            ["m=video 9 UDP/TLS/RTP/SAVPF \(formats)", "a=mid:1", "a=rtcp-mux", "a=sendonly"] + lines
        return try Negotiate.publish(offer.text).sections[1].codecs.first
    }

    private func audio(_ formats: String, _ lines: [String] = []) throws -> NegotiatedCodec? {
        var offer = SampleOffer()
        offer.media[0] =
            ["m=audio 9 UDP/TLS/RTP/SAVPF \(formats)", "a=mid:0", "a=rtcp-mux", "a=sendonly"] + lines
        return try Negotiate.publish(offer.text).sections[0].codecs.first
    }

    @Test(
        "each codec is taken, in the offerer's order",
        arguments: ["VP8", "VP9", "H264", "H265", "AV1", "h264", "av1"])
    func each(_ name: String) throws {
        let codec = try video("50 96", ["a=rtpmap:50 \(name)/90000", "a=rtpmap:96 VP8/90000"])
        #expect(codec?.name == name)
        #expect(codec?.payloadType == 50)
    }

    @Test(
        "static payload types need no rtpmap, RFC 3551 §6",
        arguments: [("0", "PCMU"), ("8", "PCMA"), ("9", "G722")])
    func fixed(_ type: String, _ name: String) throws {
        let codec = try audio(type)
        #expect(codec?.name == name)
        #expect(codec?.clockRate == 8_000)
        #expect(codec?.channels == 1)
    }

    @Test(
        "H.264 is taken in any profile",
        arguments: ["42001f", "42e01f", "4d001f", "640c1f", "f4001f", "6e0028"])
    func profiles(_ profile: String) throws {
        let parameters = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=\(profile)"
        let codec = try video("96", ["a=rtpmap:96 H264/90000", "a=fmtp:96 \(parameters)"])
        #expect(codec?.parameters == parameters)
    }

    @Test func `H.264 in mode 0 or without a mode is taken, interleaved H.264 is not`() throws {
        let lines = ["a=rtpmap:96 H264/90000", "a=rtpmap:97 H264/90000", "a=fmtp:96 packetization-mode=2"]
        #expect(try video("96 97", lines)?.payloadType == 97)
        #expect(try video("96 97", lines + ["a=fmtp:97 packetization-mode=0"])?.payloadType == 97)
    }

    @Test func `RTX is found by its apt, wherever it stands`() throws {
        let lines = [
            "a=rtpmap:96 rtx/90000", "a=fmtp:96 apt=99", "a=rtpmap:97 rtx/90000",
            "a=fmtp:97 rtx-time=5;apt=98",
            "a=rtpmap:98 VP8/90000",
        ]
        #expect(try video("96 97 98", lines)?.rtxPayloadType == 97)
        #expect(try video("98", lines)?.rtxPayloadType == nil)
    }

    @Test func `RTX that names itself, or no number, is none`() throws {
        #expect(
            try video("98 97", ["a=rtpmap:98 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=97"])?
                .rtxPayloadType == nil)
        #expect(
            try video("98 97", ["a=rtpmap:98 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=x"])?
                .rtxPayloadType == nil)
    }

    @Test func `feedback for all payload types counts for each, RFC 4585 §4.2`() throws {
        let codec = try #require(
            try video("96", ["a=rtpmap:96 VP8/90000", "a=rtcp-fb:* nack  pli", "a=rtcp-fb:* goog-remb"]))
        #expect(codec.pli && codec.remb && !codec.nack)
    }

    @Test func `transport-wide feedback needs its extension`() throws {
        let feedback = ["a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 transport-cc", "a=rtcp-fb:96 goog-remb"]
        let without = try #require(try video("96", feedback))
        #expect(!without.transportCC && without.remb)
        let with = try #require(try video("96", feedback + ["a=extmap:5 \(HeaderExtensionURI.transportCC)"]))
        #expect(with.transportCC && !with.remb)
    }

    @Test func `a wrong clock rate or channel count is another codec`() {
        #expect(throws: NegotiationError.self) { try audio("111", ["a=rtpmap:111 opus/48000"]) }
        #expect(throws: NegotiationError.self) { try audio("111", ["a=rtpmap:111 opus/16000/2"]) }
        #expect(throws: NegotiationError.self) { try video("96", ["a=rtpmap:96 VP8/8000"]) }
    }

    @Test func `without a common codec the error names both sides, and only media codecs`() {
        let error = NegotiationError.noCommonCodec(
            kind: .video, offered: ["VP6", "Theora"], wanted: ["VP8", "VP9", "H264", "H265", "AV1"])
        #expect(throws: error) {
            try video(
                "96 97 98 99",
                [
                    "a=rtpmap:96 VP6/90000", "a=rtpmap:97 rtx/90000", "a=rtpmap:98 Theora/90000",
                    "a=rtpmap:99 <b>/90000",
                ])
        }
        #expect(
            error.reason == "No common video codec: wanted VP8, VP9, H264, H265, AV1.")
    }
}
