// SPDX-License-Identifier: Apache-2.0

/// What an offer and our capabilities come to: enough to start the transport, to route the media, and
/// to write the answer. A pure value; ``Answer`` and ``Offer`` make it.
public struct MediaPlan: Equatable, Sendable {
    /// The peer's side of the transport.
    public var remote: RemoteTransport
    /// Our part in the DTLS handshake.
    public var localRole: DTLSRole
    /// All sections of the description, in its order, rejected ones too.
    public var sections: [MediaSection]
    /// Whether one- and two-byte header extensions may be mixed (RFC 8285 §6).
    public var extmapAllowMixed: Bool
    /// Our direction in accepted sections: `recvonly` toward publishers, `sendonly` toward subscribers.
    public var direction: Direction
    /// Whether the sections share a BUNDLE group, which the answer then repeats.
    public var isBundled: Bool

    /// The sections in which media flows.
    public var accepted: [MediaSection] { sections.filter(\.accepted) }

    /// What a publisher sends, one description for each accepted section in order.
    public var tracks: [TrackDescription] { accepted.compactMap(\.track) }

    /// The answer.
    ///
    /// It holds all our candidates and says that no more come (RFC 9725 §4.3.1). `sessionID` is random
    /// and below 2^63, `version` rises with each answer of a session; `sending` announces our streams and is empty when
    /// we only receive.
    public func answer(
        _ local: LocalTransport, sessionID: UInt64, version: UInt64 = 1, sending: [SendingTrack]
    ) -> SessionDescription {
        let writer = SectionWriter(
            local: local, setup: localRole.setup, direction: direction, trickle: remote.tricklesCandidates)
        return writer.description(
            sections, sessionID: sessionID, version: version, sending: sending, isBundled: isBundled,
            extmapAllowMixed: extmapAllowMixed)
    }
}
