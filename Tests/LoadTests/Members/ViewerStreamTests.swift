// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import LoadKit

/// Several broadcasters on one transport, as members get them.
@Suite struct ViewerStreamTests {
    private static let video = TrackDescription(kind: .video, codec: "VP8", clockRate: 90_000)
    private static let local = LocalTransport(
        ufrag: "ours", password: "oursecretoursecretour12",
        fingerprint: Fingerprint(algorithm: "sha-256", bytes: Array(repeating: 7, count: 32)), candidates: [])

    /// The streams of an offer of one picture for each SSRC.
    private func streams(_ ssrcs: UInt32...) throws -> [ViewerStream] {
        let sending = ssrcs.enumerated().map { section, ssrc in
            SendingTrack(
                section: section, ssrc: ssrc, rtxSSRC: ssrc + 1, cname: "stream-\(ssrc)",
                streamID: "stream-\(ssrc)", trackID: "video")
        }
        let offer = Offer.make(
            tracks: ssrcs.map { _ in Self.video }, .relay, local: Self.local, sessionID: 1, sending: sending)
        return try Answer.receive(offer, .relay).accepted.compactMap { ViewerStream($0, Scenario()) }
    }

    private func header(_ type: UInt8, _ ssrc: UInt32) throws -> ClearHeader {
        let bytes: [UInt8] =
            [0x80, type, 0, 1, 0, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) }
        let header = ClearHeader(bytes.span)
        return try #require(header)
    }

    @Test func `streams of one codec are told apart by their SSRCs`() throws {
        let streams = try streams(100, 200)
        #expect(streams.map(\.streamID) == ["stream-100", "stream-200"])
        #expect(streams[0].payloadType == streams[1].payloadType)
        for (index, stream) in streams.enumerated() {
            let repair = try #require(stream.repairPayloadType)
            #expect(stream.carries(try header(stream.payloadType, UInt32(100 * (index + 1)))))
            #expect(stream.repeats(try header(repair, UInt32(100 * (index + 1) + 1))))
            #expect(!stream.carries(try header(stream.payloadType, UInt32(100 * (2 - index)))))
            #expect(!stream.repeats(try header(repair, UInt32(100 * (2 - index) + 1))))
        }
    }

    @Test func `a stream goes on through later offers until its section carries another`() throws {
        let first = try streams(100, 200)
        let same = try streams(100, 200, 300)
        #expect(first[0].isSame(as: same[0]) && first[1].isSame(as: same[1]))
        let recycled = try streams(300, 200)
        #expect(!first[0].isSame(as: recycled[0]) && first[1].isSame(as: recycled[1]))
    }
}
