// SPDX-License-Identifier: Apache-2.0

/// Broadcasts that come by WHIP, as streams of the members' rooms of the same names.
///
/// Whoever publishes one is no member: it has no role to change, counts for nothing, and is known as one is who left a
/// stream behind.
extension MemberDirectory {
    /// Somebody publishes a broadcast from now on, perhaps in another's place; nil: it is over.
    mutating func broadcast(
        _ id: BroadcastID, by publication: WHIPPublication?, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        let key = RoomKey(channel: OutsideBroadcast.channel, sessionid: id.room)
        guard let publication, !publication.tracks.isEmpty else {
            forgetOutside(id)
            if let stream = outsideStream(id, in: key) { sendAway(stream, in: key, .ended) }
            return finish()
        }
        broadcastsBorn += 1
        let number = outside[id.room]?[id.name]?.number ?? broadcastsBorn
        let broadcast = OutsideBroadcast(
            id: id, number: number, session: publication.session, kinds: publication.tracks.kinds)
        outside[id.room, default: [:]][id.name] = broadcast
        if let stream = outsideStream(id, in: key) {
            renew(stream, broadcast.kinds, in: key)
        } else if rooms[key] != nil {
            show(broadcast, in: key)
        }
        return finish()
    }

    /// A room was opened: what is live there already is among its streams.
    mutating func showOutside(in key: RoomKey) {
        guard key.channel == OutsideBroadcast.channel else { return }
        for broadcast in (outside[key.sessionid] ?? [:]).values.sorted(by: { $0.number < $1.number }) {
            show(broadcast, in: key)
        }
    }

    private mutating func show(_ broadcast: OutsideBroadcast, in key: RoomKey) {
        let away = rooms[key]?.awayOutside.removeValue(forKey: broadcast.id.name)
        if away == nil { clientsBorn += 1 }
        streamsBorn += 1
        let publisher = away?.publisher ?? ClientID(number: clientsBorn)
        let name = streamID(of: broadcast.id.name, in: key)
        rooms[key]?.absent[publisher] = AbsentMember(
            member: Member(role: .broadcaster, wish: nil), userid: broadcast.userid, extra: .emptyObject,
            broadcast: broadcast.id)
        rooms[key]?.streams[name] = MemberStream(
            id: name, owner: publisher, number: streamsBorn, broadcast: broadcast.id, phase: .live,
            kinds: broadcast.kinds)
        rooms[key]?.streams[name]?.blocked = away?.blocked ?? []
        rightsChanged(key)
    }

    /// A broadcast is over. What members stopped of it stays so when its publisher comes back: the moderator's blocks, and
    /// everybody's own.
    private mutating func sendAway(_ stream: MemberStream, in key: RoomKey, _ reason: StreamEnd) {
        let away = AwayOutsider(publisher: stream.owner, blocked: stream.blocked)
        if rooms[key]?.isStopped(away) == true {
            makeRoomForAway(in: key)
            if (rooms[key]?.awayOutside.count ?? 0) < Limits.broadcastsPerRoom {
                rooms[key]?.awayOutside[stream.broadcast.name] = away
            }
        }
        remove(stream.id, from: key, reason)
    }

    /// Forgets those of whom nothing is stopped any more, since who did has left.
    private mutating func makeRoomForAway(in key: RoomKey) {
        guard let room = rooms[key], room.awayOutside.count >= Limits.broadcastsPerRoom else { return }
        rooms[key]?.awayOutside = room.awayOutside.filter { room.isStopped($0.value) }
    }

    /// Another publisher sends it, perhaps other tracks: who receives it is to receive those.
    private mutating func renew(_ stream: MemberStream, _ kinds: Set<MediaKind>, in key: RoomKey) {
        if stream.kinds != kinds {
            rooms[key]?.streams[stream.id]?.kinds = kinds
            tellUpdate(of: stream.id, in: key)
        }
        goLive(stream.id, in: key)
    }

    /// The broadcast's name if that is a `streamid` and free, else another one that no member can have.
    private func streamID(of name: String, in key: RoomKey) -> String {
        func isFit(_ text: String) -> Bool {
            text.utf8.count <= Limits.streamID && text != MemberProgramme.streamid
                && rooms[key]?.streams[text] == nil
        }
        if isFit(name) { return name }
        let longer = OutsideBroadcast.streamPrefix + name
        return isFit(longer) ? longer : "\(OutsideBroadcast.streamPrefix)~\(streamsBorn)"
    }

    private func outsideStream(_ id: BroadcastID, in key: RoomKey) -> MemberStream? {
        rooms[key]?.streams.values.first { $0.broadcast == id && isOutside($0, in: key) }
    }

    /// Whether a stream is a WHIP broadcast of this room.
    func isOutside(_ stream: MemberStream, in key: RoomKey) -> Bool {
        rooms[key]?.absent[stream.owner]?.broadcast != nil
    }

    /// Who publishes by WHIP under this userid.
    func outsider(_ userid: String, in key: RoomKey) -> ClientID? {
        guard userid.hasPrefix(OutsideBroadcast.prefix) else { return nil }
        return rooms[key]?.absent.first { $0.value.broadcast != nil && $0.value.userid == userid }?.key
    }

    /// The member of the room, or the WHIP publisher, who has this userid.
    func sender(_ userid: String, of key: RoomKey) throws(MemberRefusal) -> ClientID {
        if let outsider = outsider(userid, in: key) { return outsider }
        return try member(userid, of: key)
    }

    /// The moderator ends a WHIP broadcast: nobody receives it any more, and its publisher is closed.
    mutating func endOutside(_ publisher: ClientID, in key: RoomKey) {
        guard let id = rooms[key]?.absent[publisher]?.broadcast,
            let session = outside[id.room]?[id.name]?.session
        else { return }
        forgetOutside(id)
        if let stream = outsideStream(id, in: key) { sendAway(stream, in: key, .revoked) }
        emit(.news(.end(id, publisher: session)))
    }

    private mutating func forgetOutside(_ id: BroadcastID) {
        outside[id.room]?[id.name] = nil
        if outside[id.room]?.isEmpty == true { outside[id.room] = nil }
    }

    /// Whether a member's new stream may have this name; of rooms that WHIP shares some are kept.
    func mayBeCalled(_ name: String, in key: RoomKey) -> Bool {
        guard name != MemberProgramme.streamid else { return false }
        return key.channel != OutsideBroadcast.channel || !name.hasPrefix(OutsideBroadcast.streamPrefix)
    }
}

extension MemberRoom {
    /// Whether somebody stopped something of a WHIP publisher that is to stay so.
    fileprivate func isStopped(_ outsider: AwayOutsider) -> Bool {
        let id = outsider.publisher
        return !outsider.blocked.isEmpty
            || members.values.contains { member in
                member.blocked.contains(id) || member.dropped.contains(id) || member.holds.pairs[id] != nil
            }
    }
}
