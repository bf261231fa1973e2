// SPDX-License-Identifier: Apache-2.0

/// The `a=ssrc` and `a=ssrc-group` lines of a section (RFC 5576).
struct SourceOffer {
    /// The streams that carry media, in order; of a simulcast group only the first.
    private(set) var media: [UInt32] = []
    /// Which stream repeats which.
    private(set) var retransmissions: [RetransmissionPair] = []
    /// Streams that carry no media of their own: retransmissions, repair data, further layers.
    private var others: Set<UInt32> = []

    init(_ section: MediaDescription) {
        for text in section.attributes.values("ssrc-group") { takeGroup(text) }
        for text in section.attributes.values("ssrc") {
            guard let ssrc = UInt32(text.whole.cut(at: .space).head), !others.contains(ssrc) else { continue }
            if !media.contains(ssrc), media.count < SDPLimits.sourcesPerSection { media.append(ssrc) }
        }
        retransmissions.removeAll { !media.contains($0.media) }
    }

    private mutating func takeGroup(_ text: String) {
        let fields = text.whole.fields()
        let sources = fields.dropFirst().prefix(SDPLimits.sourcesPerSection).compactMap { UInt32($0) }
        guard let semantics = fields.first, let first = sources.first, sources.count >= 2 else { return }
        if semantics == "FID", retransmissions.count < SDPLimits.sourcesPerSection {
            retransmissions.append(RetransmissionPair(media: first, rtx: sources[1]))
        }
        others.formUnion(sources.dropFirst())
    }
}
