// SPDX-License-Identifier: Apache-2.0

/// The attributes of ICE and DTLS, of a section or else of the session (RFC 8839 §5.4, RFC 8842 §5).
struct TransportAttributes {
    let session: SessionDescription
    let media: MediaDescription

    /// The section's value, or the session's.
    subscript(name: String) -> String? {
        media.attributes.value(name) ?? session.attributes.value(name)
    }

    /// Whether section or session has the attribute.
    func has(_ name: String) -> Bool {
        media.attributes.has(name) || session.attributes.has(name)
    }

    /// The peer's side; throws what is missing of it.
    func remote() throws(NegotiationError) -> RemoteTransport {
        // RFC 8839 §5.4: 4 to 256 and 22 to 256 characters.
        guard let ufrag = self["ice-ufrag"], let password = self["ice-pwd"],
            (4...256).contains(ufrag.utf8.count), (22...256).contains(password.utf8.count),
            ufrag.whole.isVisibleASCII, password.whole.isVisibleASCII
        else { throw .missingCredentials }
        let fingerprints = fingerprints
        guard !fingerprints.isEmpty else { throw .missingFingerprint }
        return RemoteTransport(
            ufrag: ufrag, password: password, fingerprints: fingerprints,
            candidates: media.attributes.values("candidate").compactMap { Candidate(usable: $0) },
            endOfCandidates: has("end-of-candidates"), isLite: has("ice-lite"),
            tricklesCandidates: iceOptions.contains("trickle"))
    }

    private var fingerprints: [Fingerprint] {
        let own = media.attributes.values("fingerprint")
        let texts = own.isEmpty ? session.attributes.values("fingerprint") : own
        return texts.prefix(8).compactMap { try? Fingerprint(parsing: $0) }.filter(\.isStrong)
    }

    /// RFC 8839 §5.6 puts spaces between the options; OBS puts commas.
    private var iceOptions: [Substring] {
        (media.attributes.values("ice-options") + session.attributes.values("ice-options"))
            .flatMap { $0.whole.fields() }.flatMap { $0.fields(separatedBy: .comma) }
    }
}

extension Candidate {
    /// A candidate that we can use, or nil: others are ignored, not refused (RFC 8839 §5.1).
    init?(usable text: String) {
        guard let candidate = try? Candidate(parsing: text), candidate.isUsable else { return nil }
        self = candidate
    }
}
