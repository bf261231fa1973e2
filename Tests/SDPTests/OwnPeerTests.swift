// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Offer and Answer: we are our own peer") struct OwnPeerTests {
    private let tracks: [TrackDescription] = [.opus, .h264("packetization-mode=1;profile-level-id=42e01f")]

    private func offer(_ direction: Direction) -> SessionDescription {
        let sending = tracks.indices.map {
            SendingTrack(
                section: $0, ssrc: 10 + UInt32($0), rtxSSRC: 20 + UInt32($0), cname: "room",
                streamID: "broadcast", trackID: "track\($0)")
        }
        return Offer.make(
            tracks: tracks, direction: direction, .relay, local: .sample, sessionID: 5,
            sending: direction.sends ? sending : [])
    }

    @Test func `a client that publishes learns what was taken, and the server its streams`() throws {
        let server = try Answer.publish(offer(.sendonly), .relay)
        #expect(server.sections.map(\.ssrcs) == [[10], [11]])
        #expect(server.sections[1].rtxSSRCs == [RetransmissionPair(media: 11, rtx: 21)])
        #expect(server.tracks.map(\.codec) == ["opus", "H264"])
        let client = try Offer.plan(from: server.sampleAnswer, tracks: tracks, direction: .sendonly, .relay)
        #expect(
            client.accepted.map { $0.codecs[0].payloadType }
                == server.accepted.map { $0.codecs[0].payloadType })
        #expect(client.localRole == .client && server.localRole == .server)
    }

    @Test func `a client that plays learns the server's streams`() throws {
        let server = try Answer.subscribe(offer(.recvonly), tracks: tracks, .relay)
        #expect(server.sections.map(\.trackIndex) == [0, 1])
        let client = try Offer.plan(from: server.sampleAnswer, tracks: tracks, direction: .recvonly, .relay)
        #expect(client.direction == .recvonly)
        #expect(client.sections.map(\.ssrcs) == [[1_000], [1_001]])
        #expect(client.sections[1].rtxSSRCs == [RetransmissionPair(media: 1_001, rtx: 2_001)])
        #expect(client.sections.map(\.msid) == ["broadcast track0", "broadcast track1"])
        #expect(client.sections.map(\.extensions) == server.sections.map(\.extensions))
    }

    @Test func `an answer in which nothing flows our way is no media`() throws {
        let answer = try Answer.publish(offer(.sendonly), .relay).sampleAnswer
        #expect(throws: NegotiationError.noMedia) {
            try Offer.plan(from: answer, tracks: tracks, direction: .recvonly, .relay)
        }
    }
}
