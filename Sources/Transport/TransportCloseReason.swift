// SPDX-License-Identifier: Apache-2.0

/// Why a ``PeerTransport`` ended.
public enum TransportCloseReason: Equatable, Sendable {
    /// `close` was called.
    case closedByUs
    /// The peer said goodbye (close_notify, RFC 6347 §4.1.2.7 and RFC 5246 §7.2.1).
    case closedByPeer
    /// No pair of candidates works, or none does after a restart.
    case iceFailed
    /// The handshake failed; OpenSSL's words.
    case dtlsFailed(String)
    /// The peer's certificate is not the one that its description promised (RFC 8122 §6.2).
    case fingerprintMismatch
    /// The peer no longer answers checks, or fell silent (RFC 7675 §5.1).
    case consentExpired
    /// Not connected within 15 s of `start`.
    case connectTimeout
}
