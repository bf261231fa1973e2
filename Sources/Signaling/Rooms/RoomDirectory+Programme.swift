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
            broadcast: broadcast, standby: standby, onAir: before?.onAir, shown: before?.shown,
            sources: before?.sources ?? [:])
        _ = settleProgramme(of: room)
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
        // A member's stream that is not shared any more has no name, and is held.
        let broadcast = source.flatMap { self.broadcast(of: $0, in: room)?.name }
        rooms[room]?.programme?.onAir = broadcast
        rooms[room]?.programme?.shown = source
        if let source, before.sources.values.contains(source) { rooms[room]?.programme?.earlier = [] }
        let effects = settleProgramme(of: room)
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

    // MARK: What the media plane is told

    /// What the media plane is to show in a room; without a programme nothing.
    func programmeWish(of room: String) -> ProgrammeWish {
        guard let programme = rooms[room]?.programme else { return ProgrammeWish() }
        func source(_ name: String) -> BroadcastID { self.source(BroadcastID(room: room, name: name)) }
        // What took over by itself is still among the stand-bys.
        let standby = programme.standby.filter { $0 != programme.broadcast }.map(source)
        return ProgrammeWish(onAir: source(programme.broadcast), standby: standby, held: programme.held)
    }

    /// Members share these no more. If one was to be shown, the first live stand-by takes its place: their publisher may go on
    /// sending what is over here.
    mutating func takeOffProgramme(_ names: Set<String>, of room: String) -> [RoomEffect] {
        guard let programme = rooms[room]?.programme else { return [] }
        if let onAir = programme.onAir, names.contains(onAir) { rooms[room]?.programme?.onAir = nil }
        guard names.contains(programme.broadcast),
            let heir = programme.standby.first(where: { rooms[room]?.broadcasts[$0]?.isLive == true })
        else { return [] }
        rooms[room]?.programme?.broadcast = heir
        return [.programmeChanged(room)]
    }

    /// Members share a stream under this name now; it may be what the media plane has on air all the while.
    mutating func returnToProgramme(_ name: String, _ source: BroadcastID, of room: String) -> [RoomEffect] {
        guard let programme = rooms[room]?.programme, programme.shown == source, programme.onAir != name
        else { return [] }
        rooms[room]?.programme?.onAir = name
        return [.wentOnAir(room)]
    }

    /// Notes what the media plane is to be told of a room's programme, and gives what of it is new: names have other sources
    /// there, or something else is held.
    mutating func settleProgramme(of room: String) -> [RoomEffect] {
        guard let before = rooms[room]?.programme else { return [] }
        var programme = before
        programme.sources = [:]
        for name in [before.broadcast] + before.standby {
            programme.sources[name] = source(BroadcastID(room: room, name: name))
        }
        let isRenamed = programme.sources.contains { name, source in before.sources[name] != source }
        if isRenamed { programme.earlier = Set(before.sources.values) }
        programme.held = held(by: programme, in: room)
        rooms[room]?.programme = programme
        if isRenamed { return [.programmeChanged(room)] }
        let isHeldOtherwise = programme.held.contains { source, tracks in before.held[source] != tracks }
        return isHeldOtherwise ? [.programmeHeld(room)] : []
    }

    /// What of all that may be on air isn't for everybody.
    private func held(by programme: Programme, in room: String) -> [BroadcastID: MediaTracks] {
        let all = held(in: room)
        var held: [BroadcastID: MediaTracks] = [:]
        var sources = programme.earlier.union(programme.sources.values)
        if let shown = programme.shown { sources.insert(shown) }
        for source in sources { held[source] = tracks(all, of: source, in: room) }
        return held
    }
}
