// SPDX-License-Identifier: Apache-2.0

/// What the owner of a ``RoomDirectory`` has to do, or may tell others, after a step.
enum RoomEffect: Equatable, Sendable {
    /// End the session in the media plane; the directory has forgotten it.
    case close(SessionID)
    /// Viewers that wait for the broadcast, or for its room, can have it now.
    case wentLive(BroadcastID)
    /// A live broadcast has another publisher, perhaps with other tracks.
    case renewed(BroadcastID)
    /// Have the media plane hold back from the viewer what ``Session/held`` says.
    case hold(SessionID)
    /// What the room's programme names has other names at the media plane.
    case programmeChanged(String)
    /// Something else of what the room's programme shows, or may show, isn't for everybody.
    case programmeHeld(String)
    /// The broadcast has no media any more; its viewers stay.
    case wentSilent(BroadcastID)
    /// The room's programme shows something: viewers that wait for it can have it.
    case wentOnAir(String)
    /// The session is gone; for the log and the counters.
    case ended(Session, SessionEndReason)
}
