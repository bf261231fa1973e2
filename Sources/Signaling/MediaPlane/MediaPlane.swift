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

    /// Takes an offer of a publisher that sends several broadcasts on one connection, and answers it.
    ///
    /// The first call for a session opens the connection, later ones renegotiate it, and all are made one after the
    /// other. `streams` is all that is published from now on, perhaps nothing: broadcasts that are not named any more
    /// end (their subscribers stay, as when a publisher leaves), new ones begin, those that stay are not disturbed.
    /// M-lines of no stream, and those that can't be taken, are answered inactive. An offer with other ICE credentials
    /// restarts ICE. A wrong offer throws and changes nothing.
    ///
    /// A broadcast that another session publishes is taken over once this one is connected. The other goes on without
    /// it, and ends with ``SessionEndReason/replaced`` when it has lost all that it had. Each broadcast is told
    /// ``MediaEvent/live(_:_:)`` with its own first media. However long its streams are muted, the session goes on while
    /// its client keeps ICE consent (RFC 7675).
    func publish(
        _ streams: [PublishedStream],
        session: SessionID,
        offer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaAnswer

    /// Bounds anew what the publisher of several broadcasts may send of `streams`, without an offer; what is not named is
    /// not bounded. Its client is told by RTCP, and by the next answer. Calls for one session are made one after the
    /// other; an unknown session is ignored.
    func bound(_ streams: [PublishedStream], session: SessionID) async

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

    /// Opens a connection on which `session` receives `streams`, by an offer of ours that its client must answer
    /// within 30 s.
    ///
    /// Streams that nobody publishes are left out; throws ``MediaPlaneError/notLive`` if that leaves none. All offers
    /// to the session come from here: the first, and those of the three calls below, each with the next revision.
    /// Calls for one session are made one after the other.
    func openReceiver(
        _ streams: [ReceivedStream],
        session: SessionID
    ) async throws(MediaPlaneError) -> MediaOffer

    /// Has `session` receive these streams, most important first, and no others. What is only paused or resumed needs no
    /// offer.
    ///
    /// What it no longer receives stops at once, whatever its client answers; what it goes on receiving is not
    /// disturbed. Streams that nobody publishes are left out unless it has them already, so call it again when their
    /// publisher is ``MediaEvent/connected(_:)``; also when another publisher took over, who may have other tracks or
    /// codecs: no receiver ends because of that.
    ///
    /// - Returns: the offer for the client; nil if there is nothing to say, or while an earlier offer is open:
    ///   changes are then collected, and ``acceptAnswer(session:revision:answer:)`` brings the offer that follows.
    func setReceived(
        _ streams: [ReceivedStream],
        session: SessionID
    ) async throws(MediaPlaneError) -> MediaOffer?

    /// Takes the client's answer to the offer `revision`, and gives the offer that follows if something changed
    /// meanwhile.
    ///
    /// Throws ``MediaPlaneError/staleAnswer`` unless that is the newest offer and open. A wrong answer throws, too, and
    /// changes nothing: another may follow, or ``restartReceiver(session:)``.
    func acceptAnswer(
        session: SessionID,
        revision: Int,
        answer: [UInt8]
    ) async throws(MediaPlaneError) -> MediaOffer?

    /// Makes an offer that restarts ICE, in place of one that may be open and with all that was collected.
    ///
    /// The old path carries media until the new one works; if that takes more than 15 s the session ends. A client
    /// that lost its connection for good, with keys and all, needs a new session instead.
    func restartReceiver(session: SessionID) async throws(MediaPlaneError) -> MediaOffer

    /// Has `programme`, a broadcast whose name no publisher has, show another broadcast from its next keyframe on: `onAir`,
    /// or the first of `standby` if that is nil. With neither it ends, and its viewers wait.
    ///
    /// Whoever watches `programme` watches on, as when another publisher takes over; until the keyframe, what was on air
    /// goes on. None of the broadcasts need be published yet. When what is on air ends or is silent for a second, the first
    /// of `standby` that sends takes over by itself, and stays until the next call. ``MediaEvent/programme(_:onAir:)`` tells
    /// each change. A programme can't show a programme.
    ///
    /// Of what is `held`, as in ``setHeld(_:programme:)``, nothing is shown, neither at a switch nor when a stand-by takes over.
    /// What has its picture held goes on air at once, with its sound. Silence is the publisher's, whatever is held. Calls for
    /// one programme, also of ``setHeld(_:programme:)``, are made one after the other.
    func setProgramme(
        _ programme: BroadcastID,
        onAir: BroadcastID?,
        standby: [BroadcastID],
        held: [BroadcastID: MediaTracks]
    ) async throws(MediaPlaneError)

    /// Has `programme` show nothing of these tracks of what it shows or may show, and all of the others of the same
    /// broadcasts. Of what is not named stays held what was; of what is new, nothing is.
    ///
    /// Nothing is switched by it, also when a stand-by took over of which the caller has not heard. A picture that is let go
    /// while on air goes on with a keyframe, which is asked for, and its followers' numbers go on. An unknown programme is ignored.
    func setHeld(_ held: [BroadcastID: MediaTracks], programme: BroadcastID) async

    /// Has a viewer's `session` send nothing of these tracks of the broadcasts that it plays, and all of the others.
    ///
    /// What is held when the offer is answered, or when a counter-offer is made, is never sent. A picture goes on with a
    /// keyframe, which is asked for. An unknown session is ignored. Calls for one session are made one after the other.
    func setHeld(_ held: [BroadcastID: MediaTracks], session: SessionID) async

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
