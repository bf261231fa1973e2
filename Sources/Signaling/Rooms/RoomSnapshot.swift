// SPDX-License-Identifier: Apache-2.0

/// What can be told of a room at one moment.
struct RoomSnapshot: Equatable, Sendable {
    /// The room's name.
    var name: String
    /// Connected viewers in the room, each counted once.
    var viewers: Int
    /// The broadcasts: the live ones in live order, then the others by name.
    var broadcasts: [BroadcastSnapshot]
    /// What is on air, if viewers follow that.
    var programme: Programme?

    /// How many broadcasts are live.
    var liveCount: Int { broadcasts.count(where: \.live) }
}

/// What can be told of a broadcast at one moment.
struct BroadcastSnapshot: Equatable, Sendable {
    /// The broadcast's name.
    var name: String
    /// Whether its media arrives.
    var live: Bool
    /// Connected viewers that receive it.
    var viewers: Int
    /// Its name at the media plane.
    var source: BroadcastID
}
