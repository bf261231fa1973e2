// SPDX-License-Identifier: Apache-2.0

/// What the members of rooms publish, among the broadcasts of the rooms of the same names.
///
/// A member's stream has a name of its own at the media plane, where it is called `source` here. It is never that of a
/// WHIP broadcast of the room, which is the room's and the broadcast's.
extension RoomDirectory {
    /// Takes what the members of `room` share now. Viewers to whom nothing is left are closed.
    mutating func share(_ new: RoomShares, in room: String) -> [RoomEffect] {
        let old = shares[room] ?? RoomShares()
        shares[room] = new == RoomShares() ? nil : new
        var effects: [RoomEffect] = []
        var ended: Set<String> = []
        for name in rooms[room]?.broadcasts.keys.sorted() ?? [] {
            guard let source = rooms[room]?.broadcasts[name]?.source,
                !new.streams.contains(where: { $0.name == name && $0.broadcast == source })
            else { continue }
            let id = BroadcastID(room: room, name: name)
            update(id) { broadcast in
                broadcast.source = nil
                broadcast.liveOrder = nil
            }
            effects.append(.wentSilent(id))
            ended.insert(name)
        }
        for stream in new.streams { effects += place(stream, in: room) }
        effects += takeOffProgramme(ended, of: room)
        if new.programme?.isOnAir == true, old.programme?.isOnAir != true { effects.append(.wentOnAir(room)) }
        return effects + settleProgramme(of: room) + settleViewers(of: room)
    }

    /// A WHIP publisher left a name, or one of its viewers: a member's stream may have waited for it.
    mutating func placeShared(_ id: BroadcastID) -> [RoomEffect] {
        let stream = shares[id.room]?.streams.first { $0.name == id.name }
        return stream.map { place($0, in: id.room) + settleProgramme(of: id.room) } ?? []
    }

    /// Makes a member's stream a broadcast of the room, unless somebody publishes one of its name by WHIP, or did and
    /// viewers wait for its return.
    private mutating func place(_ stream: SharedStream, in room: String) -> [RoomEffect] {
        let id = BroadcastID(room: room, name: stream.name)
        let present = rooms[room]?.broadcasts[stream.name]
        guard present == nil || present?.isFree == true, !isAwaited(id),
            present != nil || (rooms[room]?.broadcasts.count ?? 0) < limits.broadcastsPerRoom
        else { return [] }
        let order = nextLiveOrder()
        update(id) { broadcast in
            broadcast.source = stream.broadcast
            broadcast.liveOrder = order
        }
        return [.wentLive(id)] + returnToProgramme(stream.name, stream.broadcast, of: room)
    }

    /// The members' programme while it shows something.
    func sharedProgramme(of room: String) -> Programme? {
        guard let programme = shares[room]?.programme, programme.isOnAir, let name = programme.name else {
            return nil
        }
        return Programme(broadcast: name, standby: [], onAir: name, shown: nil)
    }

    /// Whether viewers have what a WHIP publisher sends under this name, though nobody may send it now.
    private func isAwaited(_ id: BroadcastID) -> Bool {
        let viewers = rooms[id.room]?.broadcasts[id.name]?.viewers ?? []
        return viewers.contains { sessions[$0]?.sources.contains(id) == true }
    }

    /// Brings what the viewers of a room are not sent in line with what is shared.
    private mutating func settleViewers(of room: String) -> [RoomEffect] {
        guard let viewers = rooms[room]?.viewers, !viewers.isEmpty else { return [] }
        let held = held(in: room)
        var effects: [RoomEffect] = []
        for id in viewers.sorted(by: { $0.text < $1.text }) { effects += settle(id, in: room, held) }
        return effects
    }

    /// As ``settleViewers(of:)``, of one session, which may be a publisher's.
    mutating func settle(_ id: SessionID) -> [RoomEffect] {
        guard case .viewer(let target)? = sessions[id]?.role else { return [] }
        return settle(id, in: target.room, held(in: target.room))
    }

    private mutating func settle(
        _ id: SessionID, in room: String, _ held: [BroadcastID: MediaTracks]
    ) -> [RoomEffect] {
        guard let session = sessions[id], !session.sources.isEmpty else { return [] }
        if session.sources.allSatisfy({ $0.room != room && held[$0] == nil }) { return leave(id) ?? [] }
        var mine: [BroadcastID: MediaTracks] = [:]
        for source in session.sources {
            let tracks = tracks(held, of: source, in: room)
            if !tracks.isEmpty { mine[source] = tracks }
        }
        guard mine != session.held else { return [] }
        setHeld(mine, of: id)
        return [.hold(id)]
    }

    /// What viewers of `room` are not sent of what: of all that members share, if only nothing, and of what else is held. Of
    /// a programme that is nothing: the media plane holds what it shows.
    func held(in room: String) -> [BroadcastID: MediaTracks] {
        let shares = shares[room] ?? RoomShares()
        var held: [BroadcastID: MediaTracks] = [:]
        for stream in shares.streams { held[stream.broadcast] = stream.held }
        for (name, tracks) in shares.blocked { held[BroadcastID(room: room, name: name)] = tracks }
        if let programme = shares.programme { held[programme.broadcast] = MediaTracks() }
        return held
    }

    /// What of a source is among what is held in `room`. What members share no more is over for everybody outside.
    func tracks(
        _ held: [BroadcastID: MediaTracks], of source: BroadcastID, in room: String
    ) -> MediaTracks {
        held[source] ?? (source.room == room ? MediaTracks() : .both)
    }

    /// The media plane's name of a broadcast of a room.
    func source(_ id: BroadcastID) -> BroadcastID {
        rooms[id.room]?.broadcasts[id.name]?.source ?? id
    }

    /// The broadcast of `room` that has this name at the media plane; nil if none has, or it is a programme.
    func broadcast(of source: BroadcastID, in room: String) -> BroadcastID? {
        if source.room == room { return source == .programme(of: room) ? nil : source }
        let stream = shares[room]?.streams.first { $0.broadcast == source }
        return stream.map { BroadcastID(room: room, name: $0.name) }
    }

    /// Who publishes a live broadcast by WHIP; nil: nobody does.
    func publication(of id: BroadcastID) -> WHIPPublication? {
        guard let broadcast = rooms[id.room]?.broadcasts[id.name], broadcast.isLive else { return nil }
        let session = broadcast.publisher.flatMap { sessions[$0] }
        return session.map { WHIPPublication(session: $0.id, tracks: $0.tracks) }
    }
}
