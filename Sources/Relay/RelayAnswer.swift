// SPDX-License-Identifier: Apache-2.0

/// The relay's answer to an offer.
public struct RelayAnswer: Sendable, Equatable {
    /// The answer as SDP text.
    public var sdp: String
    /// Names the ICE generation: the relay's user fragment.
    public var iceTag: String
    /// Whether a sound was agreed on …
    public var audio = false
    /// … and whether a picture was.
    public var video = false
}

/// What became of a subscriber's offer.
public enum RelaySubscription: Sendable, Equatable {
    /// It was answered; `playing` are the broadcasts that found an m-line, in the order asked for.
    case answer(RelayAnswer, playing: [BroadcastKey])
    /// The offer lacks the broadcast's codec; here is an offer of ours instead, and why.
    case counterOffer(RelayAnswer, reason: String, playing: [BroadcastKey])

    /// The broadcasts that are played, or would be.
    var playing: [BroadcastKey] {
        switch self {
        case .answer(_, let playing), .counterOffer(_, _, let playing): playing
        }
    }
}

/// The relay's half of an ICE restart.
public struct RelayRestart: Sendable, Equatable {
    /// The `trickle-ice-sdpfrag` body with the new credentials and the candidates (RFC 8840).
    public var fragment: String
    /// Names the new ICE generation.
    public var iceTag: String
}
