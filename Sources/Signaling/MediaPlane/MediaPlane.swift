// SPDX-License-Identifier: Apache-2.0

/// The one door between the control plane and the media plane.
///
/// `Signaling` decides who may publish and who may watch; whoever implements this moves the packets. Session ids are
/// made by the control plane (``SessionID/random()``), and every call that names a session that the media plane does
/// not know (any more) is an ordinary outcome, not a fault.
///
/// SDP crosses the door as bytes that the control plane neither reads nor logs.
public protocol MediaPlane: Sendable {
    /// Takes a publisher's offer for `broadcast` and answers it.
    ///
    /// If the broadcast has a publisher, the new one takes over once it connects, and the old session then ends with
    /// ``SessionEndReason/replaced``. Subscribers stay.
    func publish(
        _ broadcast: BroadcastID,
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer

    /// Takes a viewer's offer for `broadcasts` (in live order, never empty) and answers it, or makes a counter-offer if
    /// `allowCounterOffer` and the viewer offered nothing that fits (WHEP draft-03 §4.2, "406 Not Acceptable").
    ///
    /// Throws ``MediaPlaneError/notLive`` if none of `broadcasts` has media, and ``MediaPlaneError/unusable(_:)`` if
    /// the offer fits nothing and a counter-offer is not allowed.
    func subscribe(
        _ broadcasts: [BroadcastID],
        session: SessionID,
        offer: [UInt8],
        allowCounterOffer: Bool
    ) async throws(MediaPlaneError) -> SubscribeResult

    /// Takes the viewer's answer to the counter-offer that `session` was given.
    func acceptCounterOffer(session: SessionID, answer: [UInt8]) async throws(MediaPlaneError)

    /// Takes candidates for the session's present ICE generation (RFC 8840 fragment).
    func trickle(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError)

    /// Takes a fragment that may restart ICE: the new local fragment and tag, or nil if the fragment's ufrag is the
    /// present one, so that nothing is restarted. A failed restart leaves the session as it was.
    func restart(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError) -> MediaRestart?

    /// Ends `session` and frees everything it held. An unknown session is ignored.
    func close(session: SessionID) async

    /// What the media plane counts, gathered now.
    func statistics() async -> MediaStatistics

    /// What happens to sessions by itself. For one consumer; ends when the media plane has stopped.
    var events: AsyncStream<MediaEvent> { get }
}

/// The answer to an offer that was taken.
public struct MediaAnswer: Sendable {
    /// The answer, complete with all candidates, at most 8,192 bytes.
    public var sdp: String
    /// The local ICE ufrag: the content of the session's entity tag.
    public var iceTag: String

    /// An answer with its ICE generation.
    public init(sdp: String, iceTag: String) {
        self.sdp = sdp
        self.iceTag = iceTag
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
    /// Nothing fitted; `reason` says why in one sentence without the client's SDP. `playing` are the broadcasts that
    /// the counter-offer carries.
    case counterOffer(MediaCounterOffer, reason: String, playing: [BroadcastID])
}

/// What happens to a session by itself.
public enum MediaEvent: Sendable, Equatable {
    /// ICE, DTLS and SRTP stand. Of a publisher: it is now the broadcast's publisher.
    case connected(SessionID)
    /// The publisher's first media of this session arrived.
    case live(BroadcastID, SessionID)
    /// The session is over and everything it held is freed. Told once, also after ``MediaPlane/close(session:)``.
    case ended(SessionID, SessionEndReason)
}

/// Why a session ended. A closed set: the raw values are metric labels.
public enum SessionEndReason: String, Sendable, CaseIterable {
    /// By its client's or an operator's wish.
    case closed
    /// A newer publisher of the same broadcast took over.
    case replaced
    /// ICE found no way, or consent (RFC 7675) expired.
    case iceFailed = "ice_failed"
    /// The DTLS handshake failed, or the certificate was not the announced one.
    case dtlsFailed = "dtls_failed"
    /// It did not connect in time, or sent nothing for too long.
    case timeout
    /// The publisher changed to a codec that this viewer can't play.
    case codecChanged = "codec_changed"
    /// The relay stops.
    case shutdown
}

/// Why the media plane refuses a call. Texts are one sentence for people and never repeat what the client sent.
public enum MediaPlaneError: Error, Equatable, Sendable {
    /// The SDP or fragment can't be parsed: 400.
    case malformed(String)
    /// Parsed, but nothing that the relay can use: 422.
    case unusable(String)
    /// None of the broadcasts has media: 409.
    case notLive
    /// No such session (any more): 404.
    case noSuchSession
    /// Ports, descriptors or another resource are used up: 503.
    case exhausted(String)
    /// The media plane is stopping: 503.
    case shuttingDown
    /// More candidates than a session may have: 429.
    case tooManyCandidates
}
