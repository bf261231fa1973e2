// SPDX-License-Identifier: Apache-2.0

/// A track that waits for a section, with its profile read once.
struct WaitingTrack {
    /// Its place among all tracks.
    let index: Int
    let description: TrackDescription
    let profile: CodecProfile

    init(_ index: Int, _ description: TrackDescription) {
        self.index = index
        self.description = description
        self.profile = CodecProfile(description.codec, description.parameters)
    }
}

/// Picks the codec of one offered section.
struct CodecChoice {
    /// One payload type with a known codec.
    private struct Offered {
        let type: UInt8
        let mapping: RTPMap
        let profile: CodecProfile

        /// Whether it is what was agreed on before, under the same number.
        func isSame(as agreed: NegotiatedCodec) -> Bool {
            type == agreed.payloadType && agreed.name.matches(mapping.name)
                && mapping.clockRate == agreed.clockRate && mapping.channels == agreed.channels
                && profile == CodecProfile(agreed.name, agreed.parameters)
        }
    }

    private let kind: SDPMediaKind
    private let table: PayloadTable
    private let offered: [Offered]
    private let offersTransportCC: Bool

    init(_ media: MediaDescription, _ kind: SDPMediaKind) {
        let table = PayloadTable(media)
        self.kind = kind
        self.table = table
        self.offered = table.order.compactMap { type in
            guard let mapping = table[type].mapping else { return nil }
            return Offered(
                type: type, mapping: mapping, profile: CodecProfile(mapping.name, table[type].parameters))
        }
        self.offersTransportCC = ExtensionOffer(media).offers(HeaderExtensionURI.transportCC)
    }

    /// The names that were offered, for an error.
    var offeredNames: [String] { table.codecNames }

    /// The first codec, in the offerer's order, that we relay; or `agreed`, if that is still offered.
    func publishing(
        _ capabilities: Capabilities, keeping agreed: NegotiatedCodec? = nil
    ) throws(NegotiationError) -> NegotiatedCodec {
        let usable = offered.filter { $0.profile.isRelayed && capabilities.codec($0.mapping, kind) != nil }
        let kept = agreed.flatMap { agreed in usable.first { $0.isSame(as: agreed) } }
        guard let one = kept ?? usable.first else {
            let wanted = capabilities.codecs.filter { $0.kind == kind }.map(\.name)
            throw .noCommonCodec(kind: kind, offered: table.codecNames, wanted: wanted)
        }
        let parameters = CodecProfile.parametersForPublisher(one.mapping.name, table[one.type].parameters)
        return negotiated(one, parameters, capabilities)
    }

    /// The first of `tracks` that the offerer can receive here, and how.
    func firstFit(
        _ tracks: [WaitingTrack], _ capabilities: Capabilities
    ) -> (position: Int, codec: NegotiatedCodec)? {
        for (position, track) in tracks.enumerated() {
            if let codec = subscribing(track, capabilities) { return (position, codec) }
        }
        return nil
    }

    /// The offered codec that fits a track best: the closest profile, then the offerer's order.
    func subscribing(_ track: WaitingTrack, _ capabilities: Capabilities) -> NegotiatedCodec? {
        var best: (offered: Offered, rank: Int)?
        for one in offered where track.description.isCarried(by: one.mapping) {
            guard let rank = track.profile.rank(in: one.profile), rank > best?.rank ?? -1 else { continue }
            best = (one, rank)
        }
        guard let best else { return nil }
        let parameters = CodecProfile.parametersForSubscriber(
            track.description.codec, offered: table[best.offered.type].parameters,
            publisher: track.description.parameters)
        var codec = negotiated(best.offered, parameters, capabilities)
        if codec.nack, codec.rtxPayloadType == nil {
            // What is sent again under its own number must be the same bytes (RFC 7714 §8.1), so its packets carry
            // no transport-wide number.
            codec.transportCC = false
            codec.remb = table.wants(FeedbackName.remb, for: best.offered.type)
        }
        return codec
    }

    /// Whether the offerer takes REMB for what it would send under this payload type.
    func offersCeiling(for type: UInt8) -> Bool { table.wants(FeedbackName.remb, for: type) }

    private func negotiated(
        _ offered: Offered, _ parameters: String, _ capabilities: Capabilities
    ) -> NegotiatedCodec {
        let (type, mapping) = (offered.type, offered.mapping)
        var codec = NegotiatedCodec(
            name: mapping.name, clockRate: mapping.clockRate, channels: mapping.channels, payloadType: type,
            parameters: parameters)
        codec.rtxPayloadType = capabilities.rtx ? table.retransmission(of: type) : nil
        codec.nack = table.wants(FeedbackName.nack, for: type)
        codec.pli = table.wants(FeedbackName.pli, for: type)
        codec.fir = table.wants(FeedbackName.fir, for: type)
        // Transport-wide feedback says more than REMB, so one of them is enough.
        codec.transportCC = offersTransportCC && table.wants(FeedbackName.transportCC, for: type)
        codec.remb = !codec.transportCC && table.wants(FeedbackName.remb, for: type)
        return codec
    }
}

extension TrackDescription {
    fileprivate func isCarried(by mapping: RTPMap) -> Bool {
        mapping.clockRate == clockRate && mapping.channels == channels && codec.matches(mapping.name)
    }
}
