// SPDX-License-Identifier: Apache-2.0

/// The answer to an offer that was taken.
public struct MediaAnswer: Sendable {
    /// The answer, complete with all candidates; of one broadcast at most 8,192 bytes.
    public var sdp: String
    /// The local ICE ufrag: the content of the session's entity tag.
    public var iceTag: String
    /// What a publisher of one broadcast was agreed with to send.
    public var tracks: MediaTracks

    /// An answer with its ICE generation.
    public init(sdp: String, iceTag: String, tracks: MediaTracks = MediaTracks()) {
        self.sdp = sdp
        self.iceTag = iceTag
        self.tracks = tracks
    }
}

/// An offer made to a viewer whose own offer fitted nothing.
public struct MediaCounterOffer: Sendable {
    /// The offer, complete with all candidates.
    public var sdp: String
    /// The local ICE ufrag: the content of the session's entity tag.
    public var iceTag: String

    /// An offer with its ICE generation.
    public init(sdp: String, iceTag: String) {
        self.sdp = sdp
        self.iceTag = iceTag
    }
}

/// What an ICE restart gives back to the client.
public struct MediaRestart: Sendable {
    /// The `application/trickle-ice-sdpfrag` body with the new credentials and candidates.
    public var fragment: String
    /// The new local ICE ufrag: the content of the session's next entity tag.
    public var iceTag: String

    /// A fragment with its ICE generation.
    public init(fragment: String, iceTag: String) {
        self.fragment = fragment
        self.iceTag = iceTag
    }
}

/// How a viewer's offer was taken.
public enum SubscribeResult: Sendable {
    /// Answered; `playing` are the broadcasts that found an m-line in the offer.
    case answer(MediaAnswer, playing: [BroadcastID])
    /// Nothing fitted; `reason` says why in one sentence without the client's SDP. `playing` are the
    /// broadcasts that the counter-offer carries.
    case counterOffer(MediaCounterOffer, reason: String, playing: [BroadcastID])
}
