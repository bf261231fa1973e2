// SPDX-License-Identifier: Apache-2.0

/// How many members' rooms there are, and who is in them.
struct MemberCounts: Equatable, Sendable {
    var rooms = 0
    /// Members whose socket stands.
    var online = 0
    /// Members who may come back.
    var away = 0
}

extension MemberDirectory {
    /// What there is now.
    var counts: MemberCounts {
        var counts = MemberCounts(rooms: rooms.count)
        for client in clients.values where client.room != nil {
            if client.isAway { counts.away += 1 } else { counts.online += 1 }
        }
        return counts
    }
}
