// SPDX-License-Identifier: Apache-2.0

/// What happens to the members' media connections by itself.
extension MemberDirectory {
    /// A publisher's connection works: its streams are there for everybody who may receive them.
    mutating func connected(_ session: SessionID, now: Duration) -> [MemberEffect] {
        begin(now)
        guard let id = publishers[session], var publication = clients[id]?.publication else {
            return finish()
        }
        if publication.successor == session {
            if let old = publication.session { give(up: old) }
            publication.session = session
            publication.successor = nil
        }
        publication.isConnected = true
        publication.lostUntil = nil
        clients[id]?.publication = publication
        note(.publishing, of: id, isLost: false)
        guard let key = clients[id]?.room else { return finish() }
        for stream in uploads(of: id, in: key) where stream.phase != .offered {
            goLive(stream.id, in: key)
        }
        if rooms[key]?.phase == .opening, rooms[key]?.moderator == id { becameReady(key) }
        return finish()
    }

    /// A stream's media comes, or comes from another connection or in other m-lines: who receives it already is to
    /// receive what is new.
    mutating func goLive(_ streamid: String, in key: RoomKey) {
        guard let stream = rooms[key]?.streams[streamid] else { return }
        rooms[key]?.streams[streamid]?.phase = .live
        for id in rooms[key]?.order ?? [] {
            guard let receives = clients[id]?.receives, receives.contains(where: { $0.id == streamid }) else {
                continue
            }
            emit(.media(.receive(id, receives)))
        }
        rightsChanged(key)
        for copy in stream.copies { goLive(copy.streamid, in: copy.room) }
    }

    /// A publisher's connection is over, and not by our wish.
    mutating func ended(_ session: SessionID, now: Duration) -> [MemberEffect] {
        begin(now)
        guard let id = publishers.removeValue(forKey: session) else { return finish() }
        if clients[id]?.publication?.pending?.session == session {
            clients[id]?.publication?.pending = nil
            removeReserved(of: id)
        }
        forget(session, of: id)
        return finish()
    }

    /// A connection is gone: what came on it waits for another one for a while.
    mutating func forget(_ session: SessionID, of id: ClientID) {
        guard var publication = clients[id]?.publication else { return }
        let wasConnected = publication.session == session && publication.isConnected
        if publication.successor == session {
            publication.successor = nil
        } else if publication.session == session {
            // A successor that is under way stays one for what is live.
            publication.session = publication.successor
            publication.successor = nil
            publication.isConnected = false
        } else {
            return
        }
        clients[id]?.publication = publication
        guard let key = clients[id]?.room else { return }
        if publication.newest == nil || publication.isConnected {
            for stream in uploads(of: id, in: key) where stream.phase == .accepted {
                remove(stream.id, from: key, .lost)
            }
        }
        if publication.newest == nil, uploads(of: id, in: key).contains(where: { $0.phase == .live }) {
            clients[id]?.publication?.lostUntil = publication.lostUntil ?? now + limits.mediaGrace
        }
        if wasConnected { note(.publishing, of: id, isLost: true) }
    }

    /// Streams that waited long enough for another connection end.
    mutating func giveUpLostStreams(of id: ClientID) {
        guard let client = clients[id], let until = client.publication?.lostUntil, until <= now,
            client.publication?.newest == nil, let key = client.room
        else { return }
        clients[id]?.publication?.lostUntil = nil
        for stream in uploads(of: id, in: key) { remove(stream.id, from: key, .lost) }
    }

    /// Ends both connections on which the member may publish. Who goes on must offer a fresh one.
    mutating func closePublication(of id: ClientID) {
        guard var publication = clients[id]?.publication else { return }
        for session in [publication.session, publication.successor].compactMap({ $0 }) { give(up: session) }
        publication.session = nil
        publication.successor = nil
        publication.isConnected = false
        publication.pending = nil
        publication.lostUntil = nil
        clients[id]?.publication = publication
    }

    /// Ends a connection that is to bring nothing any more.
    mutating func give(up session: SessionID) {
        publishers[session] = nil
        emit(.media(.close(session)))
    }

    /// The connection on which a client receives works, or was lost.
    mutating func receiving(_ id: ClientID, isLost: Bool, now: Duration) -> [MemberEffect] {
        begin(now)
        if clients[id]?.receives.isEmpty == false { note(.receiving, of: id, isLost: isLost) }
        return finish()
    }

    /// Notes that a connection was lost or is back, and tells the room if that makes a difference.
    mutating func note(_ side: MediaSide, of id: ClientID, isLost: Bool) {
        guard let before = clients[id] else { return }
        if isLost { clients[id]?.lostMedia.insert(side) } else { clients[id]?.lostMedia.remove(side) }
        guard let client = clients[id], client.hasLostMedia != before.hasLostMedia, let key = client.room,
            rooms[key]?.members[id]?.isListed == true
        else { return }
        tellState(of: id, in: key)
    }

    /// Tells the others whether a member is there, and its media.
    mutating func tellState(of id: ClientID, in key: RoomKey) {
        guard let client = clients[id] else { return }
        let event = MemberEvent.userState(
            userid: client.userid, isAway: client.isAway, hasLostMedia: client.hasLostMedia)
        post(event, to: others(in: key, than: id))
    }
}
