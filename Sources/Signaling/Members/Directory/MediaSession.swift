// SPDX-License-Identifier: Apache-2.0

/// What flows in a room and in which direction: the room's `session`, or the `as` of one who joins.
struct MediaSession: Hashable, Sendable {
    /// The kinds that are named.
    var kinds: Set<MediaKind> = []
    /// Kinds that participants send too although the room is one-way (`"two-way"`).
    var twoWay: Set<MediaKind> = []
    /// Only the moderator and broadcasters send; of one who joins: it sends nothing.
    var isOneWay = false
    /// Participants send to the moderator only.
    var isBroadcast = false

    /// Audio and video among all.
    static let conference = MediaSession(kinds: [.audio, .video])
}
