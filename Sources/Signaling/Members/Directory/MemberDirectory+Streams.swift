// SPDX-License-Identifier: Apache-2.0

/// What members publish, and what each of them receives of it.
extension MemberDirectory {
    /// `pub.offer`: a new stream, or a new connection of one that is there.
    mutating func publish(
        _ offer: StreamOffer, by id: ClientID, id request: UInt64?, _ entropy: Entropy
    ) throws(MemberRefusal) {
        let (client, key, room) = try mustBeInside(id)
        guard let connection = client.connection else { return }
        guard client.rights == .publish else {
            throw MemberRefusal(.unauthorized, "the token is not good for this")
        }
        guard offer.kinds.allSatisfy({ room.mayPublish(id, $0) }) else {
            throw MemberRefusal(.notAllowed, "this member may not publish that here")
        }
        let session = SessionID(text: "m\(entropy.secret)")
        let stream: MemberStream
        if let old = room.streams[offer.streamid] {
            guard old.owner == id else {
                throw MemberRefusal(.badArgument, "somebody has a stream of this id", field: "streamid")
            }
            if let successor = old.successor { give(up: successor) }
            stream = renew(old, offer, session)
        } else {
            guard room.streams.values.count(where: { $0.owner == id }) < limits.streamsPerMember else {
                throw MemberRefusal(.limitExceeded, "too many streams")
            }
            streamsBorn += 1
            let broadcast = BroadcastID(room: "members-\(room.birth)", name: "\(streamsBorn)")
            stream = MemberStream(
                id: offer.streamid, owner: id, number: streamsBorn, session: session, broadcast: broadcast,
                kinds: offer.kinds, muted: offer.muted, label: offer.label, audience: offer.audience)
        }
        rooms[key]?.streams[stream.id] = stream
        publishers[session] = StreamKey(room: key, streamid: stream.id)
        let reply = ReplyAddress(connection: connection, id: request)
        emit(.media(.publish(session, stream.broadcast, offer: offer.sdp, reply: reply)))
    }

    /// The media plane ends the old connection itself once the new one works; until then it goes on.
    private func renew(_ old: MemberStream, _ offer: StreamOffer, _ session: SessionID) -> MemberStream {
        var stream = old
        stream.successor = session
        stream.kinds = offer.kinds
        stream.muted = offer.muted
        stream.label = offer.label
        stream.audience = offer.audience
        return stream
    }

    /// `pub.end`
    mutating func unpublish(_ streamid: String, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (_, key, room) = try mustBeInside(id)
        guard let stream = room.streams[streamid], stream.owner == id else { throw .unknownStream }
        remove(stream, from: key, .ended)
        return .done
    }

    /// `stream.state`
    mutating func setMuted(
        _ streamid: String, _ muted: Set<MediaKind>, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let (_, key, room) = try mustBeInside(id)
        guard let stream = room.streams[streamid], stream.owner == id else { throw .unknownStream }
        guard stream.muted != muted else { return .done }
        rooms[key]?.streams[streamid]?.muted = muted
        if stream.isLive, let card = card(of: streamid, in: key) {
            post(.streamUpdated(card), to: room.order.filter { clients[$0]?.sees.contains(streamid) == true })
        }
        return .done
    }

    /// `stream.ask`: passed on if the other one allows it, or a moderator asks.
    mutating func ask(_ ask: StreamAsk, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (client, _, room) = try mustBeInside(id)
        let isModerator = room.moderator == id
        guard let streamid = ask.streamid else {
            let targets = room.order.filter { other in
                guard other != id, ask.userid == nil || clients[other]?.userid == ask.userid else {
                    return false
                }
                return room.mayPublish(other, .audio) || room.mayPublish(other, .video)
            }
            post(.streamAsked(from: client.userid, ask), to: targets)
            return .done
        }
        guard let stream = room.streams[streamid], client.sees.contains(streamid) else {
            throw .unknownStream
        }
        let privileges = clients[stream.owner]?.privileges ?? Privileges()
        guard isModerator || (ask.action == .stop ? privileges.canStop : privileges.canMute) else {
            throw MemberRefusal(.notAllowed, "its publisher doesn't allow that")
        }
        post(.streamAsked(from: client.userid, ask), to: [stream.owner])
        return .done
    }

    /// `sub.set`
    mutating func wish(_ wish: StreamWish, by id: ClientID) -> MemberReply {
        clients[id]?.wants = wish
        if let key = clients[id]?.room { rightsChanged(key) }
        return .done
    }

    /// `sub.answer` and `sub.restart` go to the media plane, which replies.
    mutating func forward(
        _ make: (ReplyAddress) -> MediaWork, from id: ClientID, id request: UInt64?
    ) {
        guard let connection = clients[id]?.connection else { return }
        emit(.media(make(ReplyAddress(connection: connection, id: request))))
    }

    /// All streams of a member that goes.
    mutating func removeStreams(of id: ClientID, from key: RoomKey) {
        for stream in rooms[key]?.streams.values.filter({ $0.owner == id }) ?? [] {
            remove(stream, from: key, .ended)
        }
    }

    /// The member is in no room any more: it receives nothing, and forgets what it saw.
    mutating func stopReceiving(_ id: ClientID) {
        clients[id]?.sees = []
        clients[id]?.wants = StreamWish()
        guard clients[id]?.receives.isEmpty == false else { return }
        clients[id]?.receives = []
        emit(.media(.receive(id, [])))
    }

    /// The one end of a stream.
    mutating func remove(_ stream: MemberStream, from key: RoomKey, _ reason: StreamEnd) {
        rooms[key]?.streams[stream.id] = nil
        give(up: stream.session)
        if let successor = stream.successor { give(up: successor) }
        tellEnd(of: [stream.id: stream.owner], in: key, reason)
        rightsChanged(key)
    }

    private mutating func give(up session: SessionID) {
        publishers[session] = nil
        emit(.media(.close(session)))
    }

    /// The room is gone, and with it what flowed there.
    mutating func endMedia(of room: MemberRoom) {
        for stream in room.streams.values {
            give(up: stream.session)
            if let successor = stream.successor { give(up: successor) }
        }
        for id in room.order { stopReceiving(id) }
    }

    // MARK: What the media plane tells

    /// An offer was answered, or refused.
    mutating func published(
        _ session: SessionID, _ result: Result<String, MemberRefusal>, _ reply: ReplyAddress, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        switch result {
        case .success(let sdp):
            if publishers[session] == nil {
                // Its member left, or published anew, while the answer was made.
                emit(.media(.close(session)))
                emit(.reply(reply.connection, reply.id, .refused(MemberRefusal(.notInRoom, "too late"))))
            } else {
                emit(.reply(reply.connection, reply.id, .answer(sdp)))
            }
        case .failure(let refusal):
            giveUp(session, .ended)
            emit(.reply(reply.connection, reply.id, .refused(refusal)))
        }
        return finish()
    }

    /// A publisher's connection works: its stream is there for everybody who may see it.
    mutating func connected(_ session: SessionID, now: Duration) -> [MemberEffect] {
        begin(now)
        if let (stream, key) = stream(of: session) {
            if stream.successor == session {
                // The media plane ends the one before.
                publishers[stream.session] = nil
                rooms[key]?.streams[stream.id]?.session = session
                rooms[key]?.streams[stream.id]?.successor = nil
            }
            rooms[key]?.streams[stream.id]?.isLive = true
            // Who receives it already is to receive what the new connection brings.
            for id in rooms[key]?.order ?? [] {
                guard let receives = clients[id]?.receives, receives.contains(where: { $0.id == stream.id })
                else { continue }
                emit(.media(.receive(id, receives)))
            }
            if rooms[key]?.phase == .opening, rooms[key]?.moderator == stream.owner { becameReady(key) }
            rightsChanged(key)
        }
        return finish()
    }

    /// A publisher's connection is over.
    mutating func ended(_ session: SessionID, _ reason: SessionEndReason, now: Duration) -> [MemberEffect] {
        begin(now)
        giveUp(session, reason == .closed ? .ended : .lost)
        return finish()
    }

    /// A stream ends with its connection, but not with one that was to take over.
    private mutating func giveUp(_ session: SessionID, _ reason: StreamEnd) {
        if let (stream, key) = stream(of: session) {
            if stream.successor == session {
                rooms[key]?.streams[stream.id]?.successor = nil
            } else if stream.successor == nil || !stream.isLive {
                remove(stream, from: key, reason)
            }
        }
        publishers[session] = nil
    }

    /// An offer of ours for a client.
    mutating func offered(_ offer: MediaOffer, to id: ClientID, now: Duration) -> [MemberEffect] {
        begin(now)
        post(.subOffer(offer), to: [id])
        return finish()
    }

    /// The media plane's reply to what was forwarded.
    mutating func replied(
        _ refusal: MemberRefusal?, _ reply: ReplyAddress, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        emit(.reply(reply.connection, reply.id, refusal.map { .refused($0) } ?? .done))
        return finish()
    }

    private func stream(of session: SessionID) -> (MemberStream, RoomKey)? {
        guard let place = publishers[session], let stream = rooms[place.room]?.streams[place.streamid],
            stream.session == session || stream.successor == session
        else { return nil }
        return (stream, place.room)
    }

    // MARK: Who receives what

    /// Who may receive what in the room may have changed: looked at when the step ends, in big rooms a little later and
    /// for many changes at once.
    mutating func rightsChanged(_ key: RoomKey) {
        changedRights.insert(key)
    }

    /// Looks at the rooms whose rights changed; the big ones only if `all`.
    mutating func settleRights(all: Bool) {
        for key in changedRights where all || (rooms[key]?.members.count ?? 0) <= limits.promptMembers {
            changedRights.remove(key)
            settleRights(key)
        }
    }

    private mutating func settleRights(_ key: RoomKey) {
        guard let room = rooms[key] else { return }
        for stream in room.streams.values
        where !stream.kinds.allSatisfy({ room.mayPublish(stream.owner, $0) }) {
            remove(stream, from: key, .revoked)
        }
        changedRights.remove(key)
        guard let room = rooms[key] else { return }
        let live = room.streams.values.filter(\.isLive).sorted { $0.number < $1.number }
        var newcomers: [String: [ClientID]] = [:]
        for id in room.order {
            settle(id, room, live, &newcomers)
        }
        for stream in live {
            guard let receivers = newcomers[stream.id], let card = card(of: stream.id, in: key) else {
                continue
            }
            post(.streamAnnounced(card), to: receivers)
        }
        for id in room.order {
            emitReceives(id, room, live)
        }
    }

    private mutating func settle(
        _ id: ClientID, _ room: MemberRoom, _ live: [MemberStream], _ newcomers: inout [String: [ClientID]]
    ) {
        guard let client = clients[id] else { return }
        var sees: Set<String> = []
        for stream in live where stream.kinds.contains(where: { mayReceive(id, stream, $0, room) }) {
            sees.insert(stream.id)
            if !client.sees.contains(stream.id) { newcomers[stream.id, default: []].append(id) }
        }
        guard sees != client.sees else { return }
        for gone in client.sees.subtracting(sees) {
            guard let stream = room.streams[gone], let owner = clients[stream.owner] else { continue }
            post(.streamRemoved(streamid: gone, userid: owner.userid, .revoked), to: [id])
        }
        clients[id]?.sees = sees
    }

    private mutating func emitReceives(_ id: ClientID, _ room: MemberRoom, _ live: [MemberStream]) {
        guard let client = clients[id] else { return }
        let receives = live.compactMap { received($0, by: id, client.wants, room) }
        guard receives != client.receives else { return }
        clients[id]?.receives = receives
        emit(.media(.receive(id, receives)))
    }

    private func received(
        _ stream: MemberStream, by id: ClientID, _ wish: StreamWish, _ room: MemberRoom
    ) -> ReceivedStream? {
        let isFromOwner = stream.owner == room.moderator
        let wanted =
            wish.streams[stream.id]
            ?? (wish.from == .all || (wish.from == .owner && isFromOwner) ? wish.kinds : [])
        func takes(_ kind: MediaKind?) -> Bool {
            guard let kind, stream.kinds.contains(kind), wanted.contains(kind) else { return false }
            return mayReceive(id, stream, kind, room)
        }
        let (audio, video) = (takes(.audio), takes(stream.picture))
        guard audio || video else { return nil }
        return ReceivedStream(stream.broadcast, id: stream.id, audio: audio, video: video)
    }

    private func mayReceive(
        _ id: ClientID, _ stream: MemberStream, _ kind: MediaKind, _ room: MemberRoom
    ) -> Bool {
        if let audience = stream.audience, let userid = clients[id]?.userid, !audience.contains(userid) {
            return false
        }
        return room.mayReceive(id, from: stream.owner, kind)
    }

    private mutating func tellEnd(of streams: [String: ClientID], in key: RoomKey, _ reason: StreamEnd) {
        for (streamid, owner) in streams {
            let receivers = rooms[key]?.order.filter { clients[$0]?.sees.contains(streamid) == true } ?? []
            for id in receivers { clients[id]?.sees.remove(streamid) }
            guard let userid = clients[owner]?.userid else { continue }
            // Its publisher is told as well if it wasn't its own wish.
            let all = reason == .ended ? receivers : receivers + [owner]
            post(.streamRemoved(streamid: streamid, userid: userid, reason), to: all)
        }
    }

    private func card(of streamid: String, in key: RoomKey) -> StreamCard? {
        guard let stream = rooms[key]?.streams[streamid], let owner = clients[stream.owner] else {
            return nil
        }
        return StreamCard(
            streamid: streamid, userid: owner.userid, kinds: stream.kinds, muted: stream.muted,
            label: stream.label)
    }

    /// The streams that a member sees, for a state that it is given as a whole.
    func cards(seenBy id: ClientID, in key: RoomKey) -> [StreamCard] {
        (clients[id]?.sees ?? []).sorted().compactMap { card(of: $0, in: key) }
    }

    private func mustBeInside(_ id: ClientID) throws(MemberRefusal) -> (Client, RoomKey, MemberRoom) {
        guard let client = clients[id], let key = client.room, let room = rooms[key] else {
            throw MemberRefusal(.notInRoom, "join a room first")
        }
        return (client, key, room)
    }
}

/// A stream's place.
struct StreamKey: Hashable, Sendable {
    let room: RoomKey
    let streamid: String
}

extension MemberRefusal {
    /// There is no such stream, or it is somebody else's.
    static let unknownStream = MemberRefusal(.unknownStream, "no such stream", field: "streamid")
}
