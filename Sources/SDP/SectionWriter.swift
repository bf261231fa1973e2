// SPDX-License-Identifier: Apache-2.0

/// Writes negotiated sections as the `m=` sections of an answer or offer of ours.
struct SectionWriter {
    let local: LocalTransport
    /// The value of `a=setup`.
    let setup: String
    let direction: Direction
    /// Whether to say that the peer may trickle (RFC 8838 §4.1); our own candidates are all here.
    let trickle: Bool

    func description(
        _ sections: [MediaSection], sessionID: UInt64, version: UInt64 = 1, sending: [SendingTrack],
        isBundled: Bool, extmapAllowMixed: Bool
    ) -> SessionDescription {
        var session = SessionDescription(sessionID: sessionID, version: version)
        // RFC 8839 §5.3.
        if local.isLite { session.attributes.append(Attribute("ice-lite")) }
        let alive = sections.filter(\.isAlive)
        if isBundled, !alive.isEmpty {
            // RFC 8843 §7.3.3: a section with port zero is not in the group.
            session.attributes.append(
                Attribute("group", (["BUNDLE"] + alive.map(\.mid)).joined(separator: " ")))
        }
        if extmapAllowMixed { session.attributes.append(Attribute("extmap-allow-mixed")) }
        let candidates = local.ordered
        session.media = sections.map { section in
            guard section.isAlive else { return rejected(section) }
            let isTagged = section.index == alive.first?.index
            let track = section.accepted ? sending.first { $0.section == section.index } : nil
            return media(section, track, candidates, isTagged: isTagged)
        }
        return session
    }

    /// RFC 8829 §5.3.1: port 0. It would need no transport, but aiortc reads one in each section.
    private func rejected(_ section: MediaSection) -> MediaDescription {
        var media = section.line
        media.port = 0
        media.formats = Array(media.formats.prefix(1))
        media.connection = "IN IP4 0.0.0.0"
        media.attributes = transportAttributes
        if !section.mid.isEmpty { media.attributes.append(Attribute("mid", section.mid)) }
        media.attributes.append(Attribute("inactive"))
        media.attributes.append(Attribute("rtcp-mux"))
        return media
    }

    private func media(
        _ section: MediaSection, _ track: SendingTrack?, _ candidates: [Candidate], isTagged: Bool
    ) -> MediaDescription {
        var media = section.line
        media.formats = section.codecs.flatMap { codec in
            [codec.payloadType, codec.rtxPayloadType].compactMap { $0 }.map { String($0) }
        }
        setDestination(of: &media, candidates.first)
        media.attributes = transportAttributes
        if !section.mid.isEmpty { media.attributes.append(Attribute("mid", section.mid)) }
        media.attributes += section.extensions.map { Attribute("extmap", $0.text) }
        let direction = section.accepted ? direction : .inactive
        media.attributes.append(Attribute(direction.rawValue))
        if let track { media.attributes.append(Attribute("msid", "\(track.streamID) \(track.trackID)")) }
        media.attributes.append(Attribute("rtcp-mux"))
        if section.reducedSizeRTCP { media.attributes.append(Attribute("rtcp-rsize")) }
        media.attributes += section.codecs.flatMap(\.attributes)
        if let track { media.attributes += sources(track, section) }
        // Of a bundle the tagged section's count (RFC 8843 §7.2.1). Where two sections have one transport, aiortc reads
        // the last one's, and a lite agent's checks don't make up for it.
        if isTagged || local.isLite { media.attributes += candidateAttributes(candidates) }
        return media
    }

    /// RFC 8839 §4.2.1.2: the default destination is one of the candidates, or port 9 of nowhere.
    private func setDestination(of media: inout MediaDescription, _ candidate: Candidate?) {
        media.port = candidate?.port ?? 9
        switch candidate.flatMap({ IPLiteral($0.address) }) {
        case .ipv4: media.connection = "IN IP4 \(candidate?.address ?? "0.0.0.0")"
        case .ipv6: media.connection = "IN IP6 \(candidate?.address ?? "::")"
        case nil:
            media.port = 9
            media.connection = "IN IP4 0.0.0.0"
        }
    }

    /// Repeated in each section, as browsers do: some clients look nowhere but in their own.
    private var transportAttributes: [Attribute] {
        var attributes = [Attribute("ice-ufrag", local.ufrag), Attribute("ice-pwd", local.password)]
        if trickle { attributes.append(Attribute("ice-options", "trickle")) }
        attributes.append(Attribute("fingerprint", local.fingerprint.serialized()))
        attributes.append(Attribute("setup", setup))
        return attributes
    }

    /// RFC 5576 §4.1, §4.2 and §6.1.
    private func sources(_ track: SendingTrack, _ section: MediaSection) -> [Attribute] {
        let usesRTX = section.codecs.contains { $0.rtxPayloadType != nil }
        var attributes: [Attribute] = []
        let rtx = usesRTX ? track.rtxSSRC : nil
        if let rtx { attributes.append(Attribute("ssrc-group", "FID \(track.ssrc) \(rtx)")) }
        for ssrc in [track.ssrc, rtx].compactMap({ $0 }) {
            attributes.append(Attribute("ssrc", "\(ssrc) cname:\(track.cname)"))
        }
        return attributes
    }

    private func candidateAttributes(_ candidates: [Candidate]) -> [Attribute] {
        let lines = candidates.map {
            Attribute("candidate", String($0.serialized().dropFirst("candidate:".count)))
        }
        return lines + [Attribute("end-of-candidates")]
    }
}

extension NegotiatedExtension {
    /// The value of our `a=extmap`.
    fileprivate var text: String {
        direction.map { "\(id)/\($0.rawValue) \(uri)" } ?? "\(id) \(uri)"
    }
}

extension NegotiatedCodec {
    /// `a=rtpmap`, `a=rtcp-fb` and `a=fmtp` of the codec and of its retransmissions.
    fileprivate var attributes: [Attribute] {
        var attributes = [mapping(payloadType, name, channels)]
        attributes += feedback.map { Attribute("rtcp-fb", "\(payloadType) \($0)") }
        if !parameters.isEmpty { attributes.append(Attribute("fmtp", "\(payloadType) \(parameters)")) }
        guard let rtxPayloadType else { return attributes }
        attributes.append(mapping(rtxPayloadType, "rtx", 1))
        attributes.append(Attribute("fmtp", "\(rtxPayloadType) apt=\(payloadType)"))
        return attributes
    }

    private func mapping(_ type: UInt8, _ name: String, _ channels: Int) -> Attribute {
        let suffix = channels == 1 ? "" : "/\(channels)"
        return Attribute("rtpmap", "\(type) \(name)/\(clockRate)\(suffix)")
    }

    private var feedback: [String] {
        [
            remb ? FeedbackName.remb : nil, transportCC ? FeedbackName.transportCC : nil,
            fir ? FeedbackName.fir : nil, nack ? FeedbackName.nack : nil, pli ? FeedbackName.pli : nil,
        ].compactMap { $0 }
    }
}

/// The spellings of `a=rtcp-fb` that we use.
enum FeedbackName {
    static let nack = "nack"
    static let pli = "nack pli"
    static let fir = "ccm fir"
    static let remb = "goog-remb"
    static let transportCC = "transport-cc"
}
