// SPDX-License-Identifier: Apache-2.0

/// Picks the codec of one offered section.
struct CodecChoice {
    private let kind: SDPMediaKind
    private let table: PayloadTable
    private let offersTransportCC: Bool

    init(_ media: MediaDescription, _ kind: SDPMediaKind) {
        self.kind = kind
        self.table = PayloadTable(media)
        self.offersTransportCC = ExtensionOffer(media).offers(HeaderExtensionURI.transportCC)
    }

    /// The names that were offered, for an error.
    var offeredNames: [String] { table.codecNames }

    /// The first codec, in the offerer's order, that we relay.
    func publishing(_ capabilities: Capabilities) throws(NegotiationError) -> NegotiatedCodec {
        for type in table.order {
            guard let mapping = table[type].mapping, capabilities.codec(mapping, kind) != nil,
                CodecProfile(mapping.name, table[type].parameters).isRelayed
            else { continue }
            return negotiated(
                type, mapping, CodecProfile.parametersForPublisher(mapping.name, table[type].parameters),
                capabilities)
        }
        let wanted = capabilities.codecs.filter { $0.kind == kind }.map(\.name)
        throw .noCommonCodec(kind: kind, offered: table.codecNames, wanted: wanted)
    }

    /// The first of `tracks` that the offerer can receive here, and how.
    func firstFit(
        _ tracks: [TrackDescription], _ capabilities: Capabilities
    ) -> (position: Int, codec: NegotiatedCodec)? {
        for (position, track) in tracks.enumerated() {
            if let codec = subscribing(track, capabilities) { return (position, codec) }
        }
        return nil
    }

    /// The offered codec that fits a track best: the closest profile, then the offerer's order.
    func subscribing(_ track: TrackDescription, _ capabilities: Capabilities) -> NegotiatedCodec? {
        let stream = CodecProfile(track.codec, track.parameters)
        var best: (type: UInt8, mapping: RTPMap, rank: Int)?
        for type in table.order {
            guard let mapping = table[type].mapping, track.isCarried(by: mapping),
                let rank = stream.rank(in: CodecProfile(mapping.name, table[type].parameters)),
                rank > best?.rank ?? -1
            else { continue }
            best = (type, mapping, rank)
        }
        guard let best else { return nil }
        let parameters = CodecProfile.parametersForSubscriber(
            track.codec, offered: table[best.type].parameters, publisher: track.parameters)
        return negotiated(best.type, best.mapping, parameters, capabilities)
    }

    private func negotiated(
        _ type: UInt8, _ mapping: RTPMap, _ parameters: String, _ capabilities: Capabilities
    ) -> NegotiatedCodec {
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
