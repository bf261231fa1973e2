// SPDX-License-Identifier: Apache-2.0

/// Makes plans from offers. Nothing is written here: ``MediaPlan/answer(_:sessionID:sending:)`` does that.
public enum Answer {
    /// The plan for a publisher (RFC 9725): at most one audio and one video section, each with the first
    /// codec of the offer that we relay and with its RTX.
    ///
    /// The offer is taken whole or not at all (RFC 9725 §4.4.1): a live section that we can't receive is
    /// an error. Simulcast is answered without, so the publisher sends one stream.
    public static func publish(
        _ offer: SessionDescription, _ capabilities: Capabilities
    ) throws(NegotiationError) -> MediaPlan {
        let reader = OfferReader(offer)
        var sections = try reader.sections()
        for kind in SDPMediaKind.allCases {
            let offered = offer.media.count {
                $0.kind == kind && $0.isOffered && offer.direction(of: $0) != .inactive
            }
            guard offered <= 1 else { throw .tooManySections(kind: kind, offered: offered) }
        }
        for index in sections.indices {
            let media = offer.media[index]
            guard media.isOffered, offer.direction(of: media) != .inactive else { continue }
            guard let kind = media.kind, media.isSecureRTP else { throw .unsupportedSection(index: index) }
            guard offer.direction(of: media).sends else { throw .wrongDirection }
            let codec = try CodecChoice(media, kind).publishing(capabilities)
            try reader.accept(&sections[index], codecs: [codec], capabilities, peerSends: true)
        }
        return try reader.plan(sections, capabilities, role: { DTLSRole(offered: $0) }, direction: .recvonly)
    }

    /// The plan for a subscriber (WHEP): each section that can receive takes the next track of its kind
    /// that it has the codec for; no media flows in the others.
    ///
    /// `tracks` stand in the order of broadcasts. Throws `noCommonCodec` when there are tracks and sections
    /// of a kind, and not one pair fits: half a broadcast is no answer.
    public static func subscribe(
        _ offer: SessionDescription, tracks: [TrackDescription], _ capabilities: Capabilities
    ) throws(NegotiationError) -> MediaPlan {
        guard !tracks.isEmpty else { throw .nothingToSend }
        let reader = OfferReader(offer)
        var sections = try reader.sections()
        let places = try receivingSections(offer)
        for kind in SDPMediaKind.allCases {
            let own = places.filter { offer.media[$0].kind == kind }
            try assign(own, tracks, kind, reader, &sections, capabilities)
        }
        guard sections.contains(where: \.accepted) else { throw .nothingToSend }
        return try reader.plan(sections, capabilities, role: { DTLSRole(offered: $0) }, direction: .sendonly)
    }

    /// The live sections in which the peer wants to receive.
    private static func receivingSections(_ offer: SessionDescription) throws(NegotiationError) -> [Int] {
        let live = offer.media.indices.filter {
            offer.media[$0].kind != nil && offer.media[$0].isSecureRTP && offer.media[$0].isOffered
        }
        guard !live.isEmpty else { throw .noMedia }
        let receiving = live.filter { offer.direction(of: offer.media[$0]).receives }
        guard !receiving.isEmpty else { throw .wrongDirection }
        return receiving
    }

    private static func assign(
        _ places: [Int], _ tracks: [TrackDescription], _ kind: SDPMediaKind, _ reader: OfferReader,
        _ sections: inout [MediaSection], _ capabilities: Capabilities
    ) throws(NegotiationError) {
        var waiting = tracks.enumerated().filter { $0.element.kind == kind }
            .map { WaitingTrack($0.offset, $0.element) }
        guard !places.isEmpty, !waiting.isEmpty else { return }
        let wanted = waiting.map(\.description.codec)
        var offered: [String] = []
        for place in places {
            let choice = CodecChoice(reader.session.media[place], kind)
            offered = choice.offeredNames
            guard let (position, codec) = choice.firstFit(waiting, capabilities) else { continue }
            sections[place].trackIndex = waiting.remove(at: position).index
            try reader.accept(&sections[place], codecs: [codec], capabilities, peerSends: false)
        }
        guard waiting.count < wanted.count else {
            throw .noCommonCodec(kind: kind, offered: offered, wanted: wanted.uniqued)
        }
    }
}

extension [String] {
    /// Each name once, in order, as many as an error repeats.
    fileprivate var uniqued: [String] {
        var names: [String] = []
        for name in self where !names.contains(name) && names.count < SDPLimits.reportedCodecs {
            names.append(name)
        }
        return names
    }
}
