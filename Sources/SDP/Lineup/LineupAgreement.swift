// SPDX-License-Identifier: Apache-2.0

/// What a peer's answer to an offer of a ``Lineup`` comes to.
public struct LineupAgreement<Source: Equatable> {
    /// A track that the peer is ready to receive.
    public struct Track {
        /// What the caller knows the track by.
        public var source: Source
        /// As agreed on: codec, extensions, mid.
        public var section: MediaSection
        /// The names under which we send it; the same for as long as it is wanted.
        public var sending: SendingTrack
    }

    /// What becomes of the transport.
    public enum Transport: Equatable, Sendable {
        /// It starts, with us in this part of the DTLS handshake.
        case start(DTLSRole)
        /// It stays as it is.
        case keep
        /// Its ICE begins anew; DTLS and SRTP stay (RFC 8829 §5.2.2).
        case restart
    }

    /// What becomes of the transport …
    public var transport: Transport
    /// … and the peer's side of it.
    public var remote: RemoteTransport
    /// Whether one- and two-byte header extensions may be mixed (RFC 8285 §6).
    public var extmapAllowMixed: Bool
    /// All that flows from now on, what did before and what is new.
    public var tracks: [Track]
}
