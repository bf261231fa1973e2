// SPDX-License-Identifier: Apache-2.0

/// Offers of our own: to a viewer whose offer could not be answered (WHEP, status 406), and those of a client.
///
/// Both functions come to the same sections from the same arguments, so nothing has to be kept between
/// them but those.
public enum Offer {
    /// The offer: one section for each track, with the track's codec only. We let the peer choose
    /// the DTLS role (RFC 8842 §5.2) and send all candidates at once.
    ///
    /// ``SendingTrack/section`` counts as `tracks` do. Of more than 32 tracks, or more codecs than there
    /// are payload types, the later ones are left out.
    public static func make(
        tracks: [TrackDescription], direction: Direction = .sendonly, _ capabilities: Capabilities,
        local: LocalTransport, sessionID: UInt64, sending: [SendingTrack]
    ) -> SessionDescription {
        let writer = SectionWriter(local: local, setup: "actpass", direction: direction, trickle: true)
        return writer.description(
            sections(tracks, capabilities), sessionID: sessionID, sending: sending, isBundled: true,
            extmapAllowMixed: true)
    }

    /// The plan from the peer's answer to ``make(tracks:direction:_:local:sessionID:sending:)`` of the same tracks
    /// in the same direction.
    public static func plan(
        from answer: SessionDescription, tracks: [TrackDescription], direction: Direction = .sendonly,
        _ capabilities: Capabilities
    ) throws(NegotiationError) -> MediaPlan {
        let reader = OfferReader(answer)
        let offered = sections(tracks, capabilities)
        var answered = try reader.sections()
        guard offered.count == answered.count else { throw .sectionMismatch }
        for index in answered.indices {
            let media = answer.media[index]
            guard media.kind == offered[index].kind else { throw .sectionMismatch }
            guard media.isOffered, answer.direction(of: media).meets(direction) else { continue }
            let track = WaitingTrack(index, tracks[index])
            guard let kind = media.kind, let codec = CodecChoice(media, kind).subscribing(track, capabilities)
            else { continue }
            try reader.accept(&answered[index], codecs: [codec], capabilities, peerSends: direction.receives)
            answered[index].trackIndex = index
            answered[index].extensions.removeAll { !offered[index].extensions.contains($0) }
        }
        guard answered.contains(where: \.accepted) else { throw .noMedia }
        return try reader.plan(answered, capabilities, role: { DTLSRole(answered: $0) }, direction: direction)
    }

    private static func sections(_ tracks: [TrackDescription], _ capabilities: Capabilities) -> [MediaSection]
    {
        var types = PayloadTypeAllocator(capabilities)
        var sections: [MediaSection] = []
        for track in tracks.prefix(SDPLimits.mediaSections) {
            guard let codec = types.codec(for: track) else { break }
            let index = sections.count
            sections.append(
                MediaSection(offering: track, codec, at: index, mid: String(index), capabilities))
        }
        return sections
    }
}

extension Direction {
    /// Whether media flows at all when the peer answers `self` to our `offered`.
    fileprivate func meets(_ offered: Direction) -> Bool {
        offered.sends && receives || offered.receives && sends
    }
}
