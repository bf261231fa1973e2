// SPDX-License-Identifier: Apache-2.0

/// What the owner of a ``RoomDirectory`` has to do, or may tell others, after a step.
enum RoomEffect: Equatable, Sendable {
    /// End the session in the media plane; the directory has forgotten it.
    case close(SessionID)
    /// Viewers that wait for the broadcast, or for its room, can have it now.
    case wentLive(BroadcastID)
    /// The broadcast has no media any more; its viewers stay.
    case wentSilent(BroadcastID)
    /// The room's programme shows something: viewers that wait for it can have it.
    case wentOnAir(String)
    /// The session is gone; for the log and the counters.
    case ended(Session, SessionEndReason)
}
