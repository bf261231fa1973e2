// SPDX-License-Identifier: Apache-2.0

import SDP

/// What a peer offers: Opus and VP8, or one of them.
struct LoadOffer {
    /// In the order of the sections.
    let tracks: [TrackDescription]
    /// The streams of a broadcaster, one for each section; empty for a viewer.
    let sending: [SendingTrack]
    private let direction: Direction

    /// A broadcaster's offer under random SSRCs.
    static func broadcaster(_ scenario: Scenario) -> LoadOffer {
        let tracks = tracks(scenario)
        let sending = tracks.indices.map { section in
            SendingTrack(
                section: section,
                ssrc: .random(in: 1...UInt32.max),
                rtxSSRC: nil,
                cname: "longwave-load",
                streamID: "longwave-load",
                trackID: "track-\(section)"
            )
        }
        return LoadOffer(tracks: tracks, sending: sending, direction: .sendonly)
    }

    /// A viewer's offer.
    static func viewer(_ scenario: Scenario) -> LoadOffer {
        LoadOffer(tracks: tracks(scenario), sending: [], direction: .recvonly)
    }

    /// The offer's text.
    func text(_ local: LocalTransport) -> String {
        Offer.make(
            tracks: tracks,
            direction: direction,
            .relay,
            local: local,
            sessionID: .random(in: 1..<(1 << 62)),
            sending: sending
        ).serialized()
    }

    /// What the answer to it comes to.
    func plan(_ answer: SessionDescription) throws -> MediaPlan {
        try Offer.plan(from: answer, tracks: tracks, direction: direction, .relay)
    }

    private static func tracks(_ scenario: Scenario) -> [TrackDescription] {
        let audio = TrackDescription(
            kind: .audio,
            codec: "opus",
            clockRate: 48_000,
            channels: 2,
            parameters: "minptime=10;useinbandfec=1"
        )
        let video = TrackDescription(kind: .video, codec: "VP8", clockRate: 90_000)
        return (scenario.hasAudio ? [audio] : []) + (scenario.hasVideo ? [video] : [])
    }
}
