// SPDX-License-Identifier: Apache-2.0

/// What `GET /v1/rooms/{room}` answers.
struct RoomDetail: Codable, Equatable, Sendable {
    /// One inbound track.
    struct Track: Codable, Equatable, Sendable {
        /// `audio` or `video`.
        var kind: String
        /// The codec's encoding name, e.g. `opus`, `VP8`.
        var codec: String
        /// Bits a second, rounded to two significant digits: enough for people, and an unchanged room stays
        /// 304.
        var bitrate: Int
    }

    /// One broadcast.
    struct Broadcast: Codable, Equatable, Sendable {
        /// The broadcast's name.
        var name: String
        /// Whether its media arrives.
        var live: Bool
        /// Connected viewers that receive it.
        var viewers: Int
        /// Its tracks; empty unless it is live.
        var tracks: [Track]
    }

    /// The room's name.
    var name: String
    /// Connected viewers in the room, each counted once.
    var viewers: Int
    /// The broadcasts: the live ones in live order, then the others by name.
    var broadcasts: [Broadcast]
    /// What is on air; absent if the room has no programme.
    var programme: ProgrammeMessage?

    /// The message of a room, with the figures of its live broadcasts.
    init(_ room: RoomSnapshot, statistics: MediaStatistics) {
        name = room.name
        viewers = room.viewers
        programme = room.programme.map { ProgrammeMessage($0) }
        var tracks: [BroadcastID: [TrackStatistics]] = [:]
        let sources = Set(room.broadcasts.map(\.source))
        for broadcast in statistics.broadcasts where sources.contains(broadcast.id) {
            tracks[broadcast.id] = broadcast.tracks
        }
        broadcasts = room.broadcasts.map { broadcast in
            Broadcast(
                name: broadcast.name,
                live: broadcast.live,
                viewers: broadcast.viewers,
                tracks: broadcast.live ? (tracks[broadcast.source] ?? []).map(Self.track) : []
            )
        }
    }

    private static func track(_ track: TrackStatistics) -> Track {
        Track(kind: track.kind, codec: track.codec, bitrate: rounded(track.bitrate))
    }

    /// `value` to two significant digits.
    static func rounded(_ value: Int) -> Int {
        guard value > 0 else { return 0 }
        var unit = 1
        while value / unit >= 100 {
            unit *= 10
        }
        return value / unit * unit
    }
}
