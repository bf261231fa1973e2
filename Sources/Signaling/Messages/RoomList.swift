// SPDX-License-Identifier: Apache-2.0

/// What `GET /v1/rooms` answers.
struct RoomList: Codable, Equatable, Sendable {
    /// One room.
    struct Entry: Codable, Equatable, Sendable {
        /// The room's name.
        var name: String
        /// How many broadcasts have a publisher or viewers.
        var broadcasts: Int
        /// How many of them are live.
        var live: Int
        /// Connected viewers, each counted once.
        var viewers: Int
    }

    /// The rooms that have somebody in them, by name.
    var rooms: [Entry]

    /// The message of `snapshots`.
    init(_ snapshots: [RoomSnapshot]) {
        rooms = snapshots.map { room in
            Entry(
                name: room.name, broadcasts: room.broadcasts.count, live: room.liveCount,
                viewers: room.viewers)
        }
    }
}
