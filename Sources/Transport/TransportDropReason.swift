// SPDX-License-Identifier: Apache-2.0

/// Why a datagram, in or out, went nowhere. Counted, never fatal (hardening S2).
public enum TransportDropReason: Int, Error, CaseIterable, Sendable {
    /// Came in before the keys, or leaves before them.
    case notKeyed
    /// Neither STUN, DTLS, RTP nor RTCP (RFC 7983 §7).
    case unknownKind
    /// Longer than 1,500 bytes.
    case tooLong
    /// Too short for its own header or its authentication tag.
    case malformed
    /// The authentication tag is wrong.
    case notAuthentic
    /// Came before, or is older than the replay window (RFC 3711 §3.3.2).
    case replayed
    /// Would use one keystream twice (RFC 7714 §8.1): a packet of ours with a number that was sent before.
    case repeatedNumber
    /// One SSRC more than a peer's table holds.
    case tooManyStreams
    /// A DTLS datagram before its time, or beyond a handshake's bound.
    case unexpectedHandshake
    /// No pair is selected, or it failed.
    case noRoute
    /// The socket's buffer or the device's queue is full.
    case congested
    /// The kernel refused the datagram for another reason.
    case sendFailed

    /// The reason in metrics: lower case with underscores.
    public var label: String {
        switch self {
        case .notKeyed: "not_keyed"
        case .unknownKind: "unknown_kind"
        case .tooLong: "too_long"
        case .malformed: "malformed"
        case .notAuthentic: "not_authentic"
        case .replayed: "replayed"
        case .repeatedNumber: "repeated_number"
        case .tooManyStreams: "too_many_streams"
        case .unexpectedHandshake: "unexpected_handshake"
        case .noRoute: "no_route"
        case .congested: "congested"
        case .sendFailed: "send_failed"
        }
    }
}
