// SPDX-License-Identifier: Apache-2.0

import SDP

@testable import Relay

/// What a client offers.
struct ClientOffer {
    /// In the order of the sections.
    var tracks: [TrackDescription]
    var direction: Direction
    var capabilities = Capabilities.relay
    /// A publisher's streams, one for each section.
    var sending: [SendingTrack] = []

    /// A viewer's, of as many pairs of sound and picture.
    static func viewer(pairs: Int = 1, video: TrackDescription = .vp8, rtx: Bool = true) -> ClientOffer {
        let tracks = (0..<pairs).flatMap { _ in [TrackDescription.opus, video] }
        var offer = ClientOffer(tracks: tracks, direction: .recvonly)
        offer.capabilities.rtx = rtx
        return offer
    }

    /// A publisher's, under random SSRCs.
    static func publisher(_ tracks: [TrackDescription], rtx: Bool) -> ClientOffer {
        var offer = ClientOffer(tracks: tracks, direction: .sendonly)
        offer.capabilities.rtx = rtx
        offer.sending = tracks.indices.map { section in
            SendingTrack(
                section: section,
                ssrc: .random(in: 1...UInt32.max),
                rtxSSRC: rtx ? .random(in: 1...UInt32.max) : nil,
                cname: "test",
                streamID: "test",
                trackID: "track-\(section)"
            )
        }
        return offer
    }

    /// The same without header extensions.
    var withoutExtensions: ClientOffer {
        var offer = self
        offer.capabilities.audioExtensions = []
        offer.capabilities.videoExtensions = []
        return offer
    }

    /// The offer's text.
    func text(_ local: LocalTransport) -> String {
        Offer.make(
            tracks: tracks,
            direction: direction,
            capabilities,
            local: local,
            sessionID: .random(in: 1..<(1 << 62)),
            sending: sending
        ).serialized()
    }

    /// What the relay's answer to it comes to.
    func plan(_ answer: String) throws -> MediaPlan {
        let answer = try SessionDescription(parsing: Array(answer.utf8))
        return try Offer.plan(from: answer, tracks: tracks, direction: direction, capabilities)
    }
}

extension TrackDescription {
    static let opus = TrackDescription(
        kind: .audio, codec: "opus", clockRate: 48_000, channels: 2, parameters: "minptime=10;useinbandfec=1"
    )
    static let vp8 = TrackDescription(kind: .video, codec: "VP8", clockRate: 90_000)
    static let h264 = TrackDescription(
        kind: .video,
        codec: "H264",
        clockRate: 90_000,
        parameters: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    )

    /// A track of a codec that the relay has, as browsers describe it.
    init(_ codec: Capabilities.Codec) {
        self.init(
            kind: codec.kind,
            codec: codec.name,
            clockRate: codec.clockRate,
            channels: codec.channels,
            parameters: codec.name == Self.h264.codec ? Self.h264.parameters : ""
        )
    }
}
