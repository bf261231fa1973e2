// SPDX-License-Identifier: Apache-2.0

/// How the peer is reached and known: ICE and DTLS of the one bundled transport.
public struct RemoteTransport: Equatable, Sendable {
    /// The peer's half of the STUN user name (RFC 8839 §5.4), 4 to 256 characters.
    public var ufrag: String
    /// The peer's STUN password, 22 to 256 characters.
    public var password: String
    /// What its certificate must hash to; one match is enough. Never empty, strong hashes only.
    public var fingerprints: [Fingerprint]
    /// Where it may be reached: usable ones only; empty is fine, its checks will tell (RFC 8445 §7.3.1.3).
    public var candidates: [Candidate]
    /// Whether no more candidates will come (RFC 8838 §8.2).
    public var endOfCandidates: Bool
    /// Whether the peer is an ICE lite agent, which leaves control to us (RFC 8445 §6.1.1).
    public var isLite: Bool
    /// Whether the peer can send candidates later (RFC 8838 §4.1).
    public var tricklesCandidates: Bool
}
