// SPDX-License-Identifier: Apache-2.0

/// What the members' side tells the side of WHIP and WHEP of a room of both.
enum RoomNews: Equatable, Sendable {
    /// What its members share from now on.
    case shares(RoomShares, room: String)
    /// The moderator ended a broadcast: the WHIP publisher who was meant is to be closed, and nobody who came since.
    case end(BroadcastID, publisher: SessionID)
}
