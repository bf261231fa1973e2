// SPDX-License-Identifier: Apache-2.0

/// The one door between the control plane and the media plane.
///
/// `Signaling` decides who may publish and who may watch; whoever implements this moves the packets. Session
/// ids are made by the control plane (``SessionID/random()``), and every call that names a session that the
/// media plane does not know (any more) is an ordinary outcome, not a fault.
///
/// SDP crosses the door as bytes that the control plane neither reads nor logs.
public protocol MediaPlane: Sendable {
    /// Takes a publisher's offer for `broadcast` and answers it.
    ///
    /// If the broadcast has a publisher, the new one takes over once it connects, and the old session then
    /// ends with ``SessionEndReason/replaced``. Subscribers stay.
    func publish(
        _ broadcast: BroadcastID,
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer

    /// Takes a viewer's offer for `broadcasts` (in live order, never empty) and answers it, or makes a
    /// counter-offer if `allowCounterOffer` and the viewer offered nothing that fits (WHEP draft-03 §4.2,
    /// "406 Not Acceptable").
    ///
    /// Throws ``MediaPlaneError/notLive`` if none of `broadcasts` has media, and
    /// ``MediaPlaneError/unusable(_:)`` if the offer fits nothing and a counter-offer is not allowed.
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

    /// Takes a fragment that may restart ICE: the new local fragment and tag, or nil if the fragment's ufrag
    /// is the present one, so that nothing is restarted. A failed restart leaves the session as it was.
    func restart(session: SessionID, fragment: [UInt8]) async throws(MediaPlaneError) -> MediaRestart?

    /// Ends `session` and frees everything it held. An unknown session is ignored.
    func close(session: SessionID) async

    /// What the media plane counts, gathered now.
    func statistics() async -> MediaStatistics

    /// What happens to sessions by itself. For one consumer; ends when the media plane has stopped.
    var events: AsyncStream<MediaEvent> { get }
}
