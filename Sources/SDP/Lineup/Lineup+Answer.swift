// SPDX-License-Identifier: Apache-2.0

extension Lineup {
    /// Takes the peer's answer to the offer `answered`.
    ///
    /// Throws ``NegotiationError/staleAnswer`` unless that is the newest offer and still open. Sections that the peer
    /// declines are no error. Whatever is thrown, nothing has changed.
    public mutating func accept(
        _ answer: SessionDescription, to answered: Int
    ) throws(NegotiationError) -> LineupAgreement<Source> {
        guard isOpen, answered == revision else { throw .staleAnswer }
        var next = self
        let reader = OfferReader(answer)
        let sections = try next.take(reader)
        let accepted = sections.filter(\.accepted)
        let alive = sections.filter { answer.media[$0.index].isOffered }
        // With nothing to send, the transport still needs a section to live on.
        let (attributes, _) = try reader.transport(of: accepted.isEmpty ? alive : accepted)
        let agreement = LineupAgreement<Source>(
            transport: try transport(attributes), remote: try attributes.remote(),
            extmapAllowMixed: attributes.has("extmap-allow-mixed"), tracks: next.agreedTracks)
        next.remote = agreement.remote
        next.isOpen = false
        self = next
        return agreement
    }

    // MARK: - Sections

    /// Reads the answer section by section.
    private mutating func take(_ reader: OfferReader) throws(NegotiationError) -> [MediaSection] {
        var sections = try reader.sections()
        guard sections.count == places.count else { throw .sectionMismatch }
        for index in sections.indices {
            let media = reader.session.media[index]
            guard media.kind == places[index].section.kind else { throw .sectionMismatch }
            guard media.mid ?? places[index].section.mid == places[index].section.mid else {
                throw .sectionMismatch
            }
            try take(&sections[index], reader)
        }
        return sections
    }

    private mutating func take(
        _ section: inout MediaSection, _ reader: OfferReader
    ) throws(NegotiationError) {
        let index = section.index
        let media = reader.session.media[index]
        // RFC 8829 §5.3.1: what we offered with port 0 can't be answered otherwise.
        guard !places[index].isRejected else { return }
        guard media.isOffered else { return places[index].reject() }
        guard let carried = places[index].carried else { return places[index].clear() }
        guard reader.session.direction(of: media).receives, let kind = media.kind,
            let codec = CodecChoice(media, kind)
                .subscribing(WaitingTrack(index, carried.description), capabilities)
        else { return places[index].agree(nil) }
        try reader.accept(&section, codecs: [codec], capabilities, peerSends: false)
        section.trackIndex = index
        section.extensions.removeAll { !places[index].section.extensions.contains($0) }
        places[index].agree(section)
    }

    /// What the peer agreed to and is still to get.
    private var agreedTracks: [LineupAgreement<Source>.Track] {
        places.compactMap { place in
            guard let carried = place.carried, let section = carried.agreed else { return nil }
            return .init(source: carried.source, section: section, sending: carried.sending)
        }
    }

    // MARK: - Transport

    /// RFC 8839 §4.4.1 and RFC 8842 §5.5: credentials change when we restart ICE and at no other time, and the
    /// certificate never does without a new association.
    private func transport(
        _ attributes: TransportAttributes
    ) throws(NegotiationError) -> LineupAgreement<Source>.Transport {
        guard let role = DTLSRole(answered: attributes["setup"]) else { throw .unusableSetup }
        let theirs = try attributes.remote()
        guard let remote else { return .start(role) }
        let hasNewCredentials = theirs.ufrag != remote.ufrag || theirs.password != remote.password
        guard theirs.fingerprints == remote.fingerprints, restartsICE || !hasNewCredentials else {
            throw .otherConnection
        }
        guard hasNewCredentials || !restartsICE else { throw .noRestart }
        return restartsICE ? .restart : .keep
    }
}
