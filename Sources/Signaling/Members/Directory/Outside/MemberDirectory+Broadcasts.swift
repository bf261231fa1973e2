// SPDX-License-Identifier: Apache-2.0

/// Broadcasts that come by WHIP, as streams of the members' rooms of the same names.
///
/// Whoever publishes one is no member: it has no role to change, counts for nothing, and is known as one is who left a
/// stream behind.
extension MemberDirectory {
    /// A broadcast carries these tracks from now on, perhaps from another publisher; nil: it is over.
    mutating func broadcast(
        _ id: BroadcastID, carries tracks: MediaTracks?, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        let key = RoomKey(channel: OutsideBroadcast.channel, sessionid: id.room)
        guard let tracks, !tracks.isEmpty else {
            forgetOutside(id)
            if let stream = outsideStream(id, in: key) {
                keepBlock(of: stream, in: key)
                remove(stream.id, from: key, .ended)
            }
            return finish()
        }
        broadcastsBorn += 1
        let number = outside[id.room]?[id.name]?.number ?? broadcastsBorn
        let broadcast = OutsideBroadcast(id: id, number: number, kinds: tracks.kinds)
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
        clientsBorn += 1
        streamsBorn += 1
        let publisher = ClientID(number: clientsBorn)
        let name = streamID(of: broadcast.id.name, in: key)
        rooms[key]?.absent[publisher] = AbsentMember(
            member: Member(role: .broadcaster, wish: nil), userid: broadcast.userid, extra: .emptyObject,
            broadcast: broadcast.id)
        rooms[key]?.streams[name] = MemberStream(
            id: name, owner: publisher, number: streamsBorn, broadcast: broadcast.id, phase: .live,
            kinds: broadcast.kinds)
        let blocked = rooms[key]?.blockedOutside[broadcast.id.name] ?? []
        rooms[key]?.streams[name]?.blocked = blocked
        rightsChanged(key)
    }

    /// What the moderator blocked of a broadcast stays blocked when its publisher comes back.
    private mutating func keepBlock(of stream: MemberStream, in key: RoomKey) {
        let name = stream.broadcast.name
        guard !stream.blocked.isEmpty else {
            rooms[key]?.blockedOutside[name] = nil
            return
        }
        let isKnown = rooms[key]?.blockedOutside[name] != nil
        guard isKnown || (rooms[key]?.blockedOutside.count ?? 0) < Limits.broadcastsPerRoom else { return }
        rooms[key]?.blockedOutside[name] = stream.blocked
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
        guard let id = rooms[key]?.absent[publisher]?.broadcast else { return }
        forgetOutside(id)
        if let stream = outsideStream(id, in: key) { remove(stream.id, from: key, .revoked) }
        emit(.news(.end(id)))
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
