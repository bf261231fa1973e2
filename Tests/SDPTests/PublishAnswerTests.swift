// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.publish: real clients") struct PublishAnswerTests {
    @Test func `Chromium gets Opus and VP8 with RTX, and transport-wide feedback instead of REMB`() throws {
        let plan = try Negotiate.publish(Offers.chromiumPublish)
        #expect(plan.localRole == .server)
        #expect(plan.direction == .recvonly)
        #expect(plan.extmapAllowMixed)
        let audio = try #require(plan.sections.first?.codecs.first)
        #expect([audio.name, audio.parameters] == ["opus", "minptime=10;useinbandfec=1"])
        #expect(audio.payloadType == 111 && audio.channels == 2 && audio.transportCC)
        let video = try #require(plan.sections.last?.codecs.first)
        #expect(video.name == "VP8" && video.payloadType == 96 && video.rtxPayloadType == 97)
        #expect(video.nack && video.pli && video.fir && video.transportCC && !video.remb)
        #expect(plan.sections.map(\.codecs.count) == [1, 1])
    }

    @Test func `Chromium's streams, RTX streams, stream ids and extensions are known`() throws {
        let section = try Negotiate.publish(Offers.chromiumPublish).sections[1]
        #expect(section.ssrcs == [1_395_088_106])
        #expect(section.rtxSSRCs == [RetransmissionPair(media: 1_395_088_106, rtx: 1_315_675_933)])
        #expect(section.msid == "e371cd48-eba8-4838-9249-989c71af36dc 50b52bb4-236d-4861-a2f7-411efb34652d")
        let ids = Dictionary(uniqueKeysWithValues: section.extensions.map { ($0.uri, $0.id) })
        #expect(
            ids == [
                HeaderExtensionURI.mid: 4, HeaderExtensionURI.absSendTime: 2, HeaderExtensionURI.transportCC: 3,
                HeaderExtensionURI.videoOrientation: 13, HeaderExtensionURI.playoutDelay: 5,
            ])
    }

    @Test func `simulcast is answered without, and without the layers' extensions`() throws {
        let plan = try Negotiate.publish(Offers.chromiumSimulcast)
        #expect(plan.sections[1].rids == ["h", "m", "l"])
        let answer = plan.sampleAnswer
        #expect(answer.media.allSatisfy { $0.lines("simulcast").isEmpty && $0.lines("rid").isEmpty })
        #expect(!answer.serialized().contains("stream-id"))
    }

    @Test func `Firefox sends its video on the audio's transport`() throws {
        let plan = try Negotiate.publish(Offers.firefoxPublish)
        #expect(plan.isBundled)
        #expect(plan.accepted.map(\.mid) == ["0", "1"])
        #expect(plan.remote.ufrag == "5b5e7fdd")
        #expect(plan.remote.candidates.isEmpty)
        #expect(plan.remote.endOfCandidates)
        #expect(plan.sections[1].codecs.map(\.rtxPayloadType) == [124])
        #expect(plan.sections[1].rtxSSRCs.map(\.rtx) == [1_566_879_465])
    }

    @Test func `an extension that Firefox only receives is not answered`() throws {
        let plan = try Negotiate.publish(Offers.firefoxPublish)
        #expect(plan.sections[1].extensions.map(\.id) == [3, 4, 7])
    }

    @Test func `OBS needs no candidates, W15, and its credentials stand in the session`() throws {
        let plan = try Negotiate.publish(Offers.obsPublish)
        #expect(plan.remote.candidates.isEmpty)
        #expect(plan.remote.ufrag == "nxcM")
        #expect(plan.remote.tricklesCandidates)
        #expect(plan.localRole == .server)
        #expect(plan.sections[1].codecs.map(\.payloadType) == [96])
        #expect(plan.sections[1].extensions == [NegotiatedExtension(id: 1, uri: HeaderExtensionURI.mid)])
        #expect(plan.sections[0].codecs.map(\.parameters).first?.contains("stereo=1;sprop-stereo=1") == true)
    }

    @Test func `FFmpeg waits for our ClientHello, W14, and sends RTX`() throws {
        let plan = try Negotiate.publish(Offers.ffmpegPublish)
        #expect(plan.localRole == .client)
        #expect(plan.sections[1].codecs.map(\.payloadType) == [106])
        #expect(plan.sections[1].codecs.map(\.rtxPayloadType) == [105])
        #expect(plan.sections[1].rtxSSRCs == [RetransmissionPair(media: 1_593_821_468, rtx: 1_593_821_469)])
        #expect(!plan.remote.tricklesCandidates)
    }

    @Test func `FFmpeg may name a section in its group that is not there`() throws {
        let plan = try Negotiate.publish(Offers.ffmpegVideoOnly)
        #expect(plan.isBundled)
        #expect(plan.sections.map(\.mid) == ["1"])
        #expect(plan.sampleAnswer.attributes.first == Attribute("group", "BUNDLE 1"))
    }

    @Test func `GStreamer's candidates count where they can be used`() throws {
        let plan = try Negotiate.publish(Offers.gstreamerPublish)
        #expect(plan.remote.candidates.map(\.address) == ["192.0.2.2", "fd00::2"])
        #expect(plan.accepted.map(\.mid) == ["video0", "audio1"])
        #expect(plan.sections[1].codecs.map(\.name) == ["OPUS"])
        #expect(!plan.sampleAnswer.serialized().contains("sprop-parameter-sets"))
    }

    @Test func `aiortc's REMB is taken where there is no transport-wide feedback`() throws {
        let plan = try Negotiate.publish(Offers.aiortcPublish)
        let video = try #require(plan.sections[1].codecs.first)
        #expect(video.remb && !video.transportCC && video.nack && video.pli && !video.fir)
        #expect(plan.remote.fingerprints.map(\.algorithm) == ["sha-256", "sha-384", "sha-512"])
    }

    @Test func `the tracks of a plan are what subscribers can get`() throws {
        let tracks = try Negotiate.publish(Offers.obsPublish).tracks
        #expect(tracks.map(\.kind) == [.audio, .video])
        #expect(tracks.map(\.codec) == ["opus", "H264"])
        #expect(tracks[1].parameters == "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1")
        #expect(tracks[0].extensions == [HeaderExtensionURI.mid])
    }
}

@Suite("Answer.publish: codecs") struct PublishedCodecTests {
    private func video(_ formats: String, _ lines: [String]) throws -> NegotiatedCodec? {
        var offer = SampleOffer()
        offer.media[1] = ["m=video 9 UDP/TLS/RTP/SAVPF \(formats)", "a=mid:1", "a=rtcp-mux", "a=sendonly"] + lines
        return try Negotiate.publish(offer.text).sections[1].codecs.first
    }

    private func audio(_ formats: String, _ lines: [String] = []) throws -> NegotiatedCodec? {
        var offer = SampleOffer()
        offer.media[0] = ["m=audio 9 UDP/TLS/RTP/SAVPF \(formats)", "a=mid:0", "a=rtcp-mux", "a=sendonly"] + lines
        return try Negotiate.publish(offer.text).sections[0].codecs.first
    }

    @Test("each codec is taken, in the offerer's order", arguments: ["VP8", "VP9", "H264", "H265", "AV1", "h264", "av1"])
    func each(_ name: String) throws {
        let codec = try video("50 96", ["a=rtpmap:50 \(name)/90000", "a=rtpmap:96 VP8/90000"])
        #expect(codec?.name == name)
        #expect(codec?.payloadType == 50)
    }

    @Test("static payload types need no rtpmap, RFC 3551 §6", arguments: [("0", "PCMU"), ("8", "PCMA"), ("9", "G722")])
    func fixed(_ type: String, _ name: String) throws {
        let codec = try audio(type)
        #expect(codec?.name == name)
        #expect(codec?.clockRate == 8_000)
        #expect(codec?.channels == 1)
    }

    @Test("H.264 is taken in any profile", arguments: ["42001f", "42e01f", "4d001f", "640c1f", "f4001f", "6e0028"])
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
            "a=rtpmap:96 rtx/90000", "a=fmtp:96 apt=99", "a=rtpmap:97 rtx/90000", "a=fmtp:97 rtx-time=5;apt=98",
            "a=rtpmap:98 VP8/90000",
        ]
        #expect(try video("96 97 98", lines)?.rtxPayloadType == 97)
        #expect(try video("98", lines)?.rtxPayloadType == nil)
    }

    @Test func `RTX that names itself, or no number, is none`() throws {
        #expect(try video("98 97", ["a=rtpmap:98 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=97"])?.rtxPayloadType == nil)
        #expect(try video("98 97", ["a=rtpmap:98 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=x"])?.rtxPayloadType == nil)
    }

    @Test func `feedback for all payload types counts for each, RFC 4585 §4.2`() throws {
        let codec = try #require(try video("96", ["a=rtpmap:96 VP8/90000", "a=rtcp-fb:* nack  pli", "a=rtcp-fb:* goog-remb"]))
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
            try video("96 97 98 99", [
                "a=rtpmap:96 VP6/90000", "a=rtpmap:97 rtx/90000", "a=rtpmap:98 Theora/90000", "a=rtpmap:99 <b>/90000",
            ])
        }
        #expect(error.reason == "No common video codec: offered VP6, Theora, wanted VP8, VP9, H264, H265, AV1.")
    }
}

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
        expect(.unsupportedSection(index: 0), SampleOffer().replacing("m=audio 9 UDP/TLS/RTP/SAVPF 111", with: "m=audio 9 RTP/AVP 111"))
    }

    @Test func `nothing to receive`() {
        var offer = SampleOffer()
        offer.media = []
        expect(.noMedia, offer)
        expect(.noMedia, SampleOffer().replacing("a=sendonly", with: "a=inactive"))
    }

    @Test("credentials that are missing or of no valid length, RFC 8839 §5.4", arguments: [
        ("a=ice-ufrag:peer", nil), ("a=ice-ufrag:peer", "a=ice-ufrag:abc"), ("a=ice-ufrag:peer", "a=ice-ufrag:ab cd"),
        ("a=ice-pwd:0123456789012345678901", nil), ("a=ice-pwd:0123456789012345678901", "a=ice-pwd:012345678901234567890"),
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
            .noMedia, .nothingToSend, .tooManySections(kind: .audio, offered: 2), .unsupportedSection(index: 1),
            .notBundled, .duplicateMID, .noRTCPMux, .wrongDirection,
            .noCommonCodec(kind: .audio, offered: [], wanted: ["opus"]), .missingCredentials, .missingFingerprint,
            .unusableSetup, .sectionMismatch,
        ]
        #expect(Set(errors.map(\.reason)).count == errors.count)
        #expect(errors.allSatisfy { $0.reason.hasSuffix(".") })
    }
}

@Suite("Answer.publish: what is usable all the same") struct LenientOfferTests {
    @Test func `a single section needs neither group nor mid`() throws {
        var offer = SampleOffer().replacing("a=group:BUNDLE 0 1", with: nil)
        offer.media = [offer.media[1].filter { $0 != "a=mid:1" }]
        let plan = try Negotiate.publish(offer.text)
        #expect(plan.sections[0].mid.isEmpty && !plan.isBundled)
        let answer = plan.sampleAnswer
        #expect(answer.bundle.isEmpty && answer.media[0].lines("mid").isEmpty)
    }

    @Test func `both directions and none are answered with recvonly`() throws {
        for direction in ["a=sendrecv", nil] {
            let answer = try Negotiate.publish(SampleOffer().replacing("a=sendonly", with: direction).text).sampleAnswer
            #expect(answer.media.allSatisfy { $0.flag("recvonly") })
        }
    }

    @Test func `an inactive section stays in the bundle, a dead one does not`() throws {
        var offer = SampleOffer()
        offer.media[0] = offer.media[0].map { $0 == "a=sendonly" ? "a=inactive" : $0 }
        let plan = try Negotiate.publish(offer.text)
        #expect(plan.sections.map(\.isIdle) == [true, false])
        #expect(plan.sampleAnswer.bundle == ["0", "1"])
        offer.media[0][0] = "m=audio 0 UDP/TLS/RTP/SAVPF 111"
        let dead = try Negotiate.publish(offer.text).sampleAnswer
        #expect(dead.bundle == ["1"])
        #expect(dead.media[0].port == 0 && dead.media[0].flag("inactive"))
    }

    @Test func `an ICE lite peer is known, so that we take control`() throws {
        var offer = SampleOffer()
        #expect(try !Negotiate.publish(offer.text).remote.isLite)
        offer.session.append("a=ice-lite")
        #expect(try Negotiate.publish(offer.text).remote.isLite)
    }

    @Test func `the transport is that of the group's first section, RFC 8843 §7.2.1`() throws {
        let offer = SampleOffer().replacing("a=group:BUNDLE 0 1", with: "a=group:BUNDLE 1 0")
            .appending(["a=ice-ufrag:audio", "a=candidate:1 1 udp 1 192.0.2.1 1 typ host"], to: 0)
            .appending(["a=ice-ufrag:video", "a=candidate:1 1 udp 1 192.0.2.2 1 typ host"], to: 1)
        let remote = try Negotiate.publish(offer.text).remote
        #expect(remote.ufrag == "video")
        #expect(remote.candidates.map(\.address) == ["192.0.2.2"])
    }

    @Test func `repair streams and further layers are not taken for tracks`() throws {
        let offer = SampleOffer().appending(
            [
                "a=ssrc-group:FID 1 2", "a=ssrc-group:FEC-FR 1 3", "a=ssrc-group:SIM 1 4", "a=ssrc-group:FID 4 5",
                "a=ssrc:1 cname:x", "a=ssrc:2 cname:x", "a=ssrc:3 cname:x", "a=ssrc:4 cname:x", "a=ssrc:5 cname:x",
                "a=ssrc:1 msid:a b", "a=ssrc:4294967296 cname:x",
            ], to: 1)
        let section = try Negotiate.publish(offer.text).sections[1]
        #expect(section.ssrcs == [1])
        #expect(section.rtxSSRCs == [RetransmissionPair(media: 1, rtx: 2)])
    }

    @Test func `extensions keep the first use of an id, and placeholders are not taken`() throws {
        let offer = SampleOffer().appending(
            [
                "a=extmap:3 \(HeaderExtensionURI.mid)", "a=extmap:3 \(HeaderExtensionURI.absSendTime)",
                "a=extmap:0 \(HeaderExtensionURI.playoutDelay)", "a=extmap:4096 \(HeaderExtensionURI.videoOrientation)",
                "a=extmap:16/sendonly \(HeaderExtensionURI.dependencyDescriptor) some attributes",
            ], to: 1)
        let plan = try Negotiate.publish(offer.text)
        #expect(plan.sections[1].extensions.map(\.id) == [3, 16])
        #expect(plan.sampleAnswer.media[1].lines("extmap").last == "extmap:16/recvonly \(HeaderExtensionURI.dependencyDescriptor)")
    }
}
