// SPDX-License-Identifier: Apache-2.0

/// What the members of a room give to those who watch it by WHEP, as the members' side says it: always the whole.
struct RoomShares: Equatable, Sendable {
    /// Whether not everybody may come in: then nothing is given.
    var isClosed = false
    /// Whether the room may be listed.
    var isListed = true
    /// The members' streams, the oldest first.
    var streams: [SharedStream] = []
    /// What the moderator put on air, if viewers are to see that.
    var programme: SharedProgramme?
    /// What the moderator stopped of the room's WHIP broadcasts, by their names; also of those that are over for now.
    var blocked: [String: MediaTracks] = [:]
}

/// A member's stream that may be watched by WHEP.
struct SharedStream: Equatable, Sendable {
    /// Its name in the room: what `/whep/{room}/{name}` plays.
    let name: String
    /// Its name at the media plane.
    let broadcast: BroadcastID
    /// What is muted, blocked, on hold, or not for everybody.
    var held = MediaTracks()
}

/// A members' programme that may be watched by WHEP.
struct SharedProgramme: Equatable, Sendable {
    /// Its name at the media plane.
    let broadcast: BroadcastID
    /// Whether something is shown.
    var isOnAir = false
    /// The name that it has in the room; nil if it is none of the room's that a viewer may be told of.
    var name: String?
}
