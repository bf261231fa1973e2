// SPDX-License-Identifier: Apache-2.0

/// What publishing, subscribing and counter-offers ask of a peer's description alike.
struct OfferReader {
    let session: SessionDescription
    /// The names in the BUNDLE group.
    let bundle: [String]

    init(_ session: SessionDescription) {
        self.session = session
        self.bundle = session.bundle
    }

    /// All sections, rejected until somebody accepts them.
    func sections() throws(NegotiationError) -> [MediaSection] {
        var names: Set<String> = []
        for media in session.media {
            guard let mid = media.mid else { continue }
            guard names.insert(mid).inserted else { throw .duplicateMID }
        }
        return session.media.enumerated().map { MediaSection(index: $0.offset, offered: $0.element) }
    }

    /// Takes over what the section says about the peer's streams, and accepts it with `codecs`.
    ///
    /// `peerSends` tells whose direction an `a=extmap` with a direction must allow.
    func accept(
        _ section: inout MediaSection, codecs: [NegotiatedCodec], _ capabilities: Capabilities,
        peerSends: Bool
    ) throws(NegotiationError) {
        let media = session.media[section.index]
        guard media.attributes.has("rtcp-mux") else { throw .noRTCPMux }
        section.accepted = true
        section.codecs = codecs
        section.reducedSizeRTCP = media.attributes.has("rtcp-rsize")
        section.extensions = ExtensionOffer(media).answered(
            section.kind.map { capabilities.extensions($0, peerSends: peerSends) } ?? [],
            peerSends: peerSends,
            transportCC: codecs.contains(where: \.transportCC))
        section.msid = media.attributes.value("msid")
        guard peerSends else { return }
        let sources = SourceOffer(media)
        section.ssrcs = sources.media
        section.rtxSSRCs = sources.retransmissions
        section.rids = media.attributes.values("rid").prefix(SDPLimits.sourcesPerSection).compactMap { rid in
            let fields = rid.whole.fields()
            return fields.count >= 2 && fields[1] == "send" ? String(fields[0]) : nil
        }
    }

    /// Keeps the section in the bundle without media, if it has what that takes; else it stays rejected.
    private func keepIdle(_ section: inout MediaSection, _ capabilities: Capabilities) {
        let media = session.media[section.index]
        guard let kind = section.kind, media.isOffered, media.isSecureRTP, media.attributes.has("rtcp-mux"),
            bundle.contains(section.mid), let codec = try? CodecChoice(media, kind).publishing(capabilities)
        else { return }
        section.isIdle = true
        section.codecs = [codec]
        section.reducedSizeRTCP = media.attributes.has("rtcp-rsize")
    }

    /// The plan around accepted sections: one transport for them all, or for `carriers` where none is accepted.
    func plan(
        _ sections: [MediaSection], on carriers: [MediaSection]? = nil, _ capabilities: Capabilities,
        role: (String?) -> DTLSRole?, direction: Direction
    ) throws(NegotiationError) -> MediaPlan {
        var sections = sections
        let (attributes, isBundled) = try transport(of: carriers ?? sections.filter(\.accepted))
        for index in sections.indices where isBundled && !sections[index].accepted {
            keepIdle(&sections[index], capabilities)
        }
        guard let localRole = role(attributes["setup"]) else { throw .unusableSetup }
        return MediaPlan(
            remote: try attributes.remote(), localRole: localRole, sections: sections,
            extmapAllowMixed: attributes.has("extmap-allow-mixed"), direction: direction, isBundled: isBundled
        )
    }

    /// The one transport of `sections`, and whether a BUNDLE group holds them all.
    func transport(
        of sections: [MediaSection]
    ) throws(NegotiationError) -> (attributes: TransportAttributes, isBundled: Bool) {
        let isBundled =
            !sections.isEmpty && sections.allSatisfy { !$0.mid.isEmpty && bundle.contains($0.mid) }
        // RFC 8843 §7.3.1: one section needs no group; FFmpeg names two mids and has one section.
        guard isBundled || sections.count <= 1 else { throw .notBundled }
        guard let tagged = taggedSection(sections) else { throw .noMedia }
        return (TransportAttributes(session: session, media: tagged), isBundled)
    }

    /// The section whose transport all use: the first of the group that is there (RFC 8843 §7.2.1).
    private func taggedSection(_ accepted: [MediaSection]) -> MediaDescription? {
        guard let first = accepted.first else { return nil }
        guard bundle.contains(first.mid) else { return session.media[first.index] }
        for mid in bundle {
            if let media = session.media.first(where: { $0.mid == mid && $0.isOffered }) { return media }
        }
        return session.media[first.index]
    }
}
