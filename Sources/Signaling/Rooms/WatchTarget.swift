// SPDX-License-Identifier: Apache-2.0

/// What a viewer asks for.
enum WatchTarget: Hashable, Sendable {
    /// A room's programme if it has one, else all its live broadcasts, in the order in which they went live.
    case room(String)
    /// One broadcast, or the programme by its name.
    case broadcast(BroadcastID)

    /// The room in which the target lies.
    var room: String {
        switch self {
        case .room(let name): name
        case .broadcast(let id): id.room
        }
    }
}
