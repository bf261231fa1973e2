// SPDX-License-Identifier: Apache-2.0

/// What the media plane tells the control plane of its own accord.
public enum RelayEvent: Sendable, Equatable {
    /// ICE and DTLS are done; the peer is keyed.
    case connected(PeerID)
    /// The first media packet of a publication arrived.
    case live(BroadcastKey, PeerID)
    /// A programme shows that broadcast from now on, or shows it anew because its publisher began anew; nil: what was on
    /// air ended, and nothing took its place.
    case programme(BroadcastKey, onAir: BroadcastKey?)
    /// The peer is gone, for good; nothing of it is left. Told once for each peer that was answered.
    case ended(PeerID, PeerEndReason)
}

/// Why a peer ended.
public enum PeerEndReason: String, Sendable, CaseIterable {
    /// The control plane asked for it, or the peer said goodbye (DTLS close_notify).
    case closed
    /// A new publisher of the same broadcast took over.
    case replaced
    /// No working path, or consent to send was lost (RFC 7675).
    case iceFailed
    /// The DTLS handshake failed or the fingerprint was not the one in the SDP.
    case dtlsFailed
    /// Nothing authentic arrived for too long, or the peer never connected.
    case timeout
    /// The broadcast came back with a codec that this subscriber did not negotiate.
    case codecChanged
    /// The relay is shutting down.
    case shutdown
}
