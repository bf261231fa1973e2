// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Offer: W18") struct OfferTests {
    private let h264 = TrackDescription.h264("profile-level-id=640032;packetization-mode=1")

    private func make(_ tracks: [TrackDescription]) -> SessionDescription {
        Offer.make(
            tracks: tracks, .relay, local: .sample, sessionID: 5,
            sending: tracks.indices.map {
                SendingTrack(
                    section: $0, ssrc: 10 + UInt32($0), rtxSSRC: 20 + UInt32($0), cname: "room",
                    streamID: "broadcast",
                    trackID: "track\($0)")
            })
    }

    /// What a browser makes of the offer: all of it, in the other direction.
    private func accept(_ offer: SessionDescription) -> SessionDescription {
        var answer = offer
        answer.media = offer.media.map { media in
            var media = media
            media.attributes = media.attributes.compactMap { attribute in
                switch attribute.name {
                case "sendonly": Attribute("recvonly")
                case "setup": Attribute("setup", "active")
                case "msid", "ssrc", "ssrc-group", "candidate": nil
                default: attribute
                }
            }
            return media
        }
        return answer
    }

    @Test func `each track has a section with the publisher's codec only`() {
        let offer = make([.opus, h264])
        #expect(offer.bundle == ["0", "1"])
        #expect(offer.media.map(\.type) == ["audio", "video"])
        #expect(offer.media[0].formats == ["111"])
        #expect(offer.media[1].formats == ["102", "103"])
        #expect(offer.media[1].lines("fmtp") == ["fmtp:102 \(h264.parameters)", "fmtp:103 apt=102"])
        #expect(offer.media[1].lines("msid") == ["msid:broadcast track1"])
        #expect(offer.media[1].lines("ssrc-group") == ["ssrc-group:FID 11 21"])
    }

    @Test func `the viewer chooses the DTLS role and needs no more candidates`() {
        let offer = make([.opus, h264])
        #expect(offer.media.allSatisfy { $0.lines("setup") == ["setup:actpass"] && $0.flag("sendonly") })
        #expect(offer.media[0].flag("end-of-candidates"))
        #expect(offer.media[0].lines("candidate").count == 3)
        #expect(offer.serialized().utf8.count <= 8_192)
    }

    @Test func `extensions of content are offered only if the publisher sends them`() {
        var track = TrackDescription.vp8
        #expect(make([track]).media[0].lines("extmap").count == 3)
        track.extensions = [HeaderExtensionURI.videoOrientation, HeaderExtensionURI.rid]
        let lines = make([track]).media[0].lines("extmap")
        #expect(lines.count == 4)
        #expect(lines.contains("extmap:5 \(HeaderExtensionURI.videoOrientation)"))
    }

    @Test func `equal codecs share a payload type, different ones don't, RFC 8843 §9.1`() {
        let other = TrackDescription.h264("packetization-mode=0")
        let offer = make([h264, other, h264, .h265, .vp8])
        #expect(
            offer.media.map(\.formats) == [
                ["102", "103"], ["100", "101"], ["102", "103"], ["104", "105"], ["96", "97"],
            ])
    }

    @Test func `more codecs than payload types leave the later tracks out`() {
        let tracks = (0..<32).map { TrackDescription.h264("packetization-mode=1;x=\($0)") }
        let offer = make(tracks)
        #expect(offer.media.count == 31)
        let types = offer.media.flatMap(\.formats)
        #expect(Set(types).count == types.count)
    }

    @Test func `the answer becomes a plan for the same tracks`() throws {
        let plan = try Offer.plan(from: accept(make([.opus, h264])), tracks: [.opus, h264], .relay)
        #expect(plan.localRole == .server)
        #expect(plan.direction == .sendonly)
        #expect(plan.sections.map(\.trackIndex) == [0, 1])
        #expect(plan.sections.map { $0.codecs.map(\.payloadType) } == [[111], [102]])
        #expect(plan.sections[1].codecs.map(\.rtxPayloadType) == [103])
        #expect(plan.sections[1].extensions.map(\.id) == [1, 2, 3])
    }

    @Test func `a section that the viewer declines is left out`() throws {
        var answer = accept(make([.opus, h264]))
        answer.media[1].port = 0
        let plan = try Offer.plan(from: answer, tracks: [.opus, h264], .relay)
        #expect(plan.sections.map(\.accepted) == [true, false])
        answer.media[0].port = 0
        #expect(throws: NegotiationError.noMedia) {
            try Offer.plan(from: answer, tracks: [.opus, h264], .relay)
        }
    }

    @Test func `an answer to something else is a mismatch`() throws {
        let answer = accept(make([.opus, h264]))
        #expect(throws: NegotiationError.sectionMismatch) {
            try Offer.plan(from: answer, tracks: [.opus], .relay)
        }
        #expect(throws: NegotiationError.sectionMismatch) {
            try Offer.plan(from: answer, tracks: [h264, .opus], .relay)
        }
    }

    @Test func `an answer must choose a DTLS role`() {
        let answer = make([.opus])
        var undecided = answer
        undecided.media[0].attributes = answer.media[0].attributes.map {
            $0 == Attribute("sendonly") ? Attribute("recvonly") : $0
        }
        #expect(throws: NegotiationError.unusableSetup) {
            try Offer.plan(from: undecided, tracks: [.opus], .relay)
        }
    }
}
