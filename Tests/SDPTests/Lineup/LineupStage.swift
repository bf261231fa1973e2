// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

/// A lineup, and a browser that takes its offers.
struct LineupStage {
    var lineup = Lineup<String>(sessionID: 5, seed: 1, .relay)
    var browser = AnsweringBrowser()
    var local = LocalTransport.sample
    private(set) var offers: [SessionDescription] = []

    /// The newest offer.
    var offer: SessionDescription { offers[offers.count - 1] }

    /// The mids of the newest offer's sections in which we send, with their msid.
    var sending: [String: String] {
        var sending: [String: String] = [:]
        for media in offer.media where media.flag("sendonly") && media.port != 0 {
            sending[media.mid ?? ""] = media.attributes.first { $0.name == "msid" }?.value
        }
        return sending
    }

    /// Wants sound and picture of each of these streams.
    mutating func want(_ streams: String..., audio: TrackDescription = .opus, video: TrackDescription = .vp8)
    {
        lineup.want(streams.flatMap { Self.tracks($0, audio, video) })
    }

    static func tracks(
        _ stream: String, _ audio: TrackDescription = .opus, _ video: TrackDescription = .vp8
    ) -> [WantedTrack<String>] {
        [
            WantedTrack("\(stream)/audio", audio, streamID: stream),
            WantedTrack("\(stream)/video", video, streamID: stream),
        ]
    }

    /// Makes an offer, due or not.
    mutating func makeOffer(restartsICE: Bool = false) {
        offers.append(lineup.offer(local, restartsICE: restartsICE))
    }

    /// Lets the browser answer the newest offer.
    @discardableResult
    mutating func takeAnswer() throws -> LineupAgreement<String> {
        try lineup.accept(browser.answer(offer), to: lineup.revision)
    }

    /// Offers and answers until there is nothing to say.
    mutating func settle() throws {
        if lineup.isOpen { try takeAnswer() }
        while lineup.isOfferDue {
            makeOffer()
            try takeAnswer()
        }
    }
}
