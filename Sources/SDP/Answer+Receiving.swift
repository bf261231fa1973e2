// SPDX-License-Identifier: Apache-2.0

extension Answer {
    /// The plan of a client that takes whatever it is offered, any number of streams on one transport: each section in which
    /// the peer sends and that has a codec that we know is accepted.
    ///
    /// A section in which nobody sends, because it waits for another track, is kept; one that is closed or of no use to
    /// us is rejected. If the peer sends nothing at all the transport is kept for what may come.
    ///
    /// Throws ``NegotiationError/noMedia`` if there is no section to keep it by.
    public static func receive(
        _ offer: SessionDescription, _ capabilities: Capabilities
    ) throws(NegotiationError) -> MediaPlan {
        let reader = OfferReader(offer)
        var sections = try reader.sections()
        for index in sections.indices {
            let media = offer.media[index]
            guard media.isOffered, media.isSecureRTP, offer.direction(of: media).sends, let kind = media.kind,
                let codec = try? CodecChoice(media, kind).publishing(capabilities)
            else { continue }
            try reader.accept(&sections[index], codecs: [codec], capabilities, peerSends: true)
        }
        let accepted = sections.filter(\.accepted)
        let living =
            accepted.isEmpty
            ? sections.filter { $0.kind != nil && offer.media[$0.index].isOffered } : accepted
        return try reader.plan(
            sections, on: living, capabilities, role: { DTLSRole(offered: $0) }, direction: .recvonly)
    }
}
