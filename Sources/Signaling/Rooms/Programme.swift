// SPDX-License-Identifier: Apache-2.0

/// What a room's programme is to show, and shows.
struct Programme: Equatable, Sendable {
    /// The name of the broadcast that was put on air last, or that took over since.
    var broadcast: String
    /// The names of those that take over by themselves, the first first.
    var standby: [String]
    /// The name of the broadcast that is shown now; nil while nothing is.
    var onAir: String?
    /// Its name at the media plane.
    var shown: BroadcastID?

    /// The programme's name in paths. A broadcast of that name is hidden while its room has a programme.
    static let name = "programme"
}

extension BroadcastID {
    /// The programme of a room at the media plane: a name that no publisher can have (``Name``).
    static func programme(of room: String) -> BroadcastID {
        BroadcastID(room: room, name: "*programme")
    }
}
