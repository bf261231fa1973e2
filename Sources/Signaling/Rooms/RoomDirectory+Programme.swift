// SPDX-License-Identifier: Apache-2.0

/// Rooms whose viewers follow what is put on air.
extension RoomDirectory {
    /// Gives a room a programme, or another one. Nothing of it need be published yet.
    mutating func setProgramme(
        _ broadcast: String, standby: [String], of room: String
    ) throws(RoomRefusal) {
        let before = rooms[room]?.programme
        guard before != nil || rooms.values.count(where: { $0.programme != nil }) < limits.programmes else {
            throw .tooManyProgrammes
        }
        rooms[room, default: Room()].programme = Programme(
            broadcast: broadcast, standby: standby, onAir: before?.onAir, shown: before?.shown)
    }

    /// Ends a room's programme; false if it has none.
    mutating func endProgramme(of room: String) -> Bool {
        guard rooms[room]?.programme != nil else { return false }
        rooms[room]?.programme = nil
        if rooms[room]?.isEmpty == true { rooms[room] = nil }
        return true
    }

    /// The media plane shows `source` now, or nothing.
    mutating func programme(of room: String, shows source: BroadcastID?) -> [RoomEffect] {
        guard let before = rooms[room]?.programme else { return [] }
        // A member's stream that is not shared any more has no name, and is held back.
        let broadcast = source.flatMap { self.broadcast(of: $0, in: room)?.name }
        rooms[room]?.programme?.onAir = broadcast
        rooms[room]?.programme?.shown = source
        let effects = before.shown == source ? [] : settleViewers(of: room)
        guard let broadcast else { return effects }
        // What took over is on air until something else is put there. What only begins anew says nothing about what
        // is still to come.
        if broadcast != before.onAir { rooms[room]?.programme?.broadcast = broadcast }
        return effects + [.wentOnAir(room)]
    }

    /// Whether a room's programme shows something, or is about to.
    func isOnAir(_ room: String, _ programme: Programme) -> Bool {
        programme.onAir != nil || rooms[room]?.broadcasts[programme.broadcast]?.isLive == true
    }
}
