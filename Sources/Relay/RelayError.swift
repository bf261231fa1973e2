// SPDX-License-Identifier: Apache-2.0

/// Why the media plane refused a request. Every text is one sentence that may be shown to the peer.
public enum RelayError: Error, Equatable, Sendable {
    /// The body is not SDP.
    case malformed(String)
    /// The SDP is fine but can't be served: no common codec, not bundled, no fingerprint …
    case unusable(String)
    /// The broadcast has no publisher.
    case notLive
    /// The answer is not to the newest offer, or that has been answered.
    case staleAnswer
    /// No such peer, or it is gone.
    case unknownPeer
    /// Ports or descriptors ran out.
    case exhausted(String)
    /// More candidates than one peer may send.
    case tooManyCandidates
    /// The relay is going down.
    case shuttingDown
}
