// SPDX-License-Identifier: Apache-2.0

/// ``RoomNews`` on the way from the members' side: of each room the last word, of each broadcast the last end.
///
/// No more than twice as many rooms wait as there may be, those that are shared now and those that were when it was last taken,
/// and no more ends than broadcasts are live.
struct WaitingNews: Sendable {
    private var shares: [String: RoomShares] = [:]
    private var ends: [BroadcastID: SessionID] = [:]
    /// Rooms of which something was shared when the news were taken last.
    private var known: Set<String> = []

    /// Whether nothing waits.
    var isEmpty: Bool { shares.isEmpty && ends.isEmpty }

    /// How many pieces wait.
    var count: Int { shares.count + ends.count }

    /// Adds a piece, in place of what it makes void.
    mutating func add(_ news: RoomNews) {
        switch news {
        case .shares(let new, let room):
            // A room that came and went in between never was.
            let isNothing = new == RoomShares() && !known.contains(room)
            shares[room] = isNothing ? nil : new
        case .end(let broadcast, let publisher): ends[broadcast] = publisher
        }
    }

    /// Nobody publishes the broadcast any more: there is nobody to end.
    mutating func forgetEnd(of broadcast: BroadcastID) {
        ends[broadcast] = nil
    }

    /// Takes all that waits, room by room.
    mutating func take() -> [RoomNews] {
        let news =
            ends.map { RoomNews.end($0.key, publisher: $0.value) }
            + shares.sorted { $0.key < $1.key }.map { RoomNews.shares($0.value, room: $0.key) }
        for (room, shares) in shares {
            if shares == RoomShares() { known.remove(room) } else { known.insert(room) }
        }
        (shares, ends) = ([:], [:])
        return news
    }
}
