// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Answer.subscribe") struct SubscribeAnswerTests {
    private static let mode1 = "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1"

    @Test func `Chromium gets the publisher's H.264 under its own payload type of that profile and mode`()
        throws
    {
        let plan = try Negotiate.subscribe(Offers.chromiumSubscribe, [.opus, .h264(Self.mode1)])
        #expect(plan.direction == .sendonly)
        #expect(plan.sections.map(\.trackIndex) == [0, 1])
        let video = try #require(plan.sections[1].codecs.first)
        #expect(video.payloadType == 108 && video.rtxPayloadType == 109)
        #expect(video.parameters == "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f")
        #expect(video.nack && video.pli && video.fir && video.transportCC && !video.remb)
    }

    @Test(
        "a profile that nobody offers does not matter, the mode does",
        arguments: [
            ("packetization-mode=1;profile-level-id=640032", UInt8(102)), ("profile-level-id=42e01f", 114),
            ("packetization-mode=0;profile-level-id=640032", 104),
            ("packetization-mode=1;profile-level-id=4d0032", 116),
        ])
    func h264(_ stream: String, _ type: UInt8) throws {
        let plan = try Negotiate.subscribe(Offers.chromiumSubscribe, [.h264(stream)])
        #expect(plan.sections[1].codecs.map(\.payloadType) == [type])
    }

    @Test func `a mode 1 stream does not go to a viewer that has only mode 0`() {
        var offer = SampleOffer.receiving
        offer.media[1] = [
            "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtcp-mux", "a=recvonly", "a=rtpmap:96 H264/90000",
            "a=fmtp:96 profile-level-id=42e01f",
        ]
        #expect(throws: NegotiationError.noCommonCodec(kind: .video, offered: ["H264"], wanted: ["H264"])) {
            try Negotiate.subscribe(offer.text, [.opus, .h264(Self.mode1)])
        }
        #expect(throws: Never.self) { try Negotiate.subscribe(offer.text, [.opus, .h264("")]) }
    }

    @Test func `VP9 goes by its profile`() throws {
        let plan = try Negotiate.subscribe(Offers.chromiumSubscribe, [.vp9("profile-id=2")])
        #expect(plan.sections[1].codecs.map(\.payloadType) == [100])
        #expect(plan.sections[1].codecs.map(\.rtxPayloadType) == [101])
    }

    @Test func `the publisher's stereo reaches the viewer`() throws {
        let plan = try Negotiate.subscribe(
            Offers.chromiumSubscribe, [.opus("minptime=10;stereo=1;sprop-stereo=1;useinbandfec=1")])
        #expect(
            plan.sections[0].codecs.map(\.parameters) == [
                "minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1"
            ])
    }

    @Test(
        "a codec that the viewer lacks is an error, not half a broadcast",
        arguments: [
            Offers.chromiumSubscribe, Offers.firefoxSubscribe, Offers.aiortcSubscribe,
        ])
    func lacking(_ offer: String) {
        #expect {
            try Negotiate.subscribe(offer, [.opus, .h265])
        } throws: { error in
            guard case .noCommonCodec(.video, let offered, ["H265"]) = error as? NegotiationError else {
                return false
            }
            return offered.contains("VP8")
        }
    }

    @Test func `nothing live is nothing to send`() {
        #expect(throws: NegotiationError.nothingToSend) {
            try Negotiate.subscribe(Offers.chromiumSubscribe, [])
        }
    }

    @Test func `an unused section stays in the bundle without media`() throws {
        let plan = try Negotiate.subscribe(Offers.chromiumSubscribe, [.vp8])
        #expect(plan.sections.map(\.accepted) == [false, true])
        #expect(plan.sections.map(\.isIdle) == [true, false])
        let answer = plan.sampleAnswer
        #expect(answer.bundle == ["0", "1"])
        #expect(answer.media[0].flag("inactive") && answer.media[0].port != 0)
        #expect(answer.media[0].lines("msid").isEmpty && answer.media[0].lines("ssrc").isEmpty)
        #expect(answer.media[1].flag("sendonly"))
    }

    @Test func `a data channel is rejected and left out of the bundle`() throws {
        var offer = SampleOffer.receiving.replacing("a=group:BUNDLE 0 1", with: "a=group:BUNDLE 0 1 2")
        offer.media.append([
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:2", "a=sctp-port:5000",
        ])
        let answer = try Negotiate.subscribe(offer.text, [.opus, .vp8]).sampleAnswer
        #expect(answer.bundle == ["0", "1"])
        #expect(answer.media[2].port == 0)
        #expect(answer.media[2].formats == ["webrtc-datachannel"])
    }

    @Test("W17: a viewer that says sendrecv or nothing is sent to", arguments: ["a=sendrecv", nil])
    func directions(_ direction: String?) throws {
        let offer = SampleOffer.receiving.replacing("a=recvonly", with: direction)
        let answer = try Negotiate.subscribe(offer.text, [.opus, .vp8]).sampleAnswer
        #expect(answer.media.allSatisfy { $0.flag("sendonly") })
    }

    @Test("a viewer that can't receive is an error", arguments: ["a=sendonly", "a=inactive"])
    func wrongDirections(_ direction: String) {
        let offer = SampleOffer.receiving.replacing("a=recvonly", with: direction)
        #expect(throws: NegotiationError.wrongDirection) {
            try Negotiate.subscribe(offer.text, [.opus, .vp8])
        }
    }

    @Test func `a section with port zero is not there`() {
        var offer = SampleOffer.receiving
        offer.media[0][0] = "m=audio 0 UDP/TLS/RTP/SAVPF 111"
        #expect(throws: NegotiationError.nothingToSend) { try Negotiate.subscribe(offer.text, [.opus]) }
        offer.media[1][0] = "m=video 0 UDP/TLS/RTP/SAVPF 96"
        #expect(throws: NegotiationError.noMedia) { try Negotiate.subscribe(offer.text, [.opus]) }
    }

    @Test func `extensions are answered with the viewer's ids`() throws {
        let plan = try Negotiate.subscribe(Offers.firefoxSubscribe, [.opus, .vp8])
        #expect(plan.sections[1].extensions.map(\.id) == [3, 4, 6, 7])
        #expect(
            plan.sampleAnswer.media[1].lines("extmap").contains(
                "extmap:6/sendonly \(HeaderExtensionURI.playoutDelay)"))
    }

    @Test func `sections are not bundled: unusable`() {
        let offer = SampleOffer.receiving.replacing("a=group:BUNDLE 0 1", with: nil)
        #expect(throws: NegotiationError.notBundled) { try Negotiate.subscribe(offer.text, [.opus, .vp8]) }
    }
}
