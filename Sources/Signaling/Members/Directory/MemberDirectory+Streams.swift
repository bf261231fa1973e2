// SPDX-License-Identifier: Apache-2.0

/// What a stream's publisher, the moderator and the others do to it, and its end.
extension MemberDirectory {
    /// `stream.state`
    mutating func setMuted(
        _ streamid: String, _ muted: Set<MediaKind>, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let (_, key, room) = try mustBeInside(id)
        guard let stream = room.streams[streamid], stream.phase != .offered, stream.owner == id else {
            throw .unknownStream
        }
        guard stream.muted != muted else { return .done }
        try takeGate(of: id)
        rooms[key]?.streams[streamid]?.muted = muted
        tellUpdate(of: streamid, in: key)
        rightsChanged(key)
        return .done
    }

    /// `stream.block`
    mutating func setBlocked(
        _ streamid: String, _ kinds: Set<MediaKind>, _ isOn: Bool, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        guard let stream = rooms[key]?.streams[streamid], stream.phase != .offered else {
            throw .unknownStream
        }
        let blocked = isOn ? stream.blocked.union(kinds) : stream.blocked.subtracting(kinds)
        guard stream.blocked != blocked else { return .done }
        try takeGate(of: id)
        rooms[key]?.streams[streamid]?.blocked = blocked
        tellUpdate(of: streamid, in: key)
        rightsChanged(key)
        return .done
    }

    /// Counts what closes or opens gates at every receiver.
    mutating func takeGate(of id: ClientID) throws(MemberRefusal) {
        if let wait = clients[id]?.gates.take(limits.gateRate, now: now) {
            throw .rateLimited(wait)
        }
    }

    /// Counts what others are told of.
    mutating func takeNotice(of id: ClientID) throws(MemberRefusal) {
        if let wait = clients[id]?.notices.take(limits.noticeRate, now: now) {
            throw .rateLimited(wait)
        }
    }

    /// `stream.ask`: passed on if the other one allows it, or a moderator asks; else the other one hears who asked.
    mutating func ask(_ ask: StreamAsk, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (client, key, room) = try mustBeInside(id)
        var targets: [ClientID]
        if let streamid = ask.streamid {
            guard let stream = room.streams[streamid], client.sees.contains(streamid) else {
                throw .unknownStream
            }
            // Of a stream that outlived its publisher's stay nobody is there to ask.
            guard room.members[stream.owner] != nil else { throw .unknownStream }
            targets = [stream.owner]
        } else if let userid = ask.userid {
            targets = [try member(userid, of: key)]
        } else {
            targets = room.order.filter { room.mayPublishMedia($0) }
        }
        if let wait = clients[id]?.messages.take(limits.messageRate, now: now) {
            throw .rateLimited(wait)
        }
        targets.removeAll { isBlocked(id, $0) }
        for target in targets where ask.action != .publish && room.moderator != id {
            let privileges = clients[target]?.privileges ?? Privileges()
            guard ask.action == .stop ? privileges.canStop : privileges.canMute else {
                if target != id { post(.streamDenied(from: client.userid, ask), to: [target]) }
                throw MemberRefusal(.notAllowed, "its publisher doesn't allow that")
            }
        }
        post(.streamAsked(from: client.userid, ask), to: targets.filter { $0 != id })
        return .done
    }

    /// `stream.drop`: no media goes between the two any more, or from and to this member at all.
    mutating func dropMedia(with userid: String?, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (client, key, room) = try mustBeInside(id)
        guard let userid else {
            for stream in room.streams.values where stream.owner == id {
                remove(stream.id, from: key, .ended, isOwnWish: true)
            }
            rooms[key]?.update(id) { $0.dropsAll = true }
            rightsChanged(key, of: id)
            post(.userDropped(userid: client.userid), to: others(in: key, than: id))
            return .done
        }
        let other = try sender(userid, of: key)
        guard other != id else { throw MemberRefusal(.notAllowed, "that is yourself", field: "userid") }
        let dropped = room.members[id]?.dropped ?? []
        guard dropped.contains(other) || dropped.count < limits.blocks else {
            throw MemberRefusal(.limitExceeded, "too many are dropped")
        }
        rooms[key]?.update(id) { $0.dropped.insert(other) }
        rightsChanged(key)
        post(.userDropped(userid: client.userid), to: [other])
        return .done
    }

    // MARK: Ends

    /// The one end of a stream, and of what is passed on of it. With `isOwnWish` its publisher ends it, and knows.
    mutating func remove(
        _ streamid: String, from key: RoomKey, _ reason: StreamEnd, isOwnWish: Bool = false
    ) {
        guard let stream = rooms[key]?.streams.removeValue(forKey: streamid) else { return }
        sharesChanged(key)
        if stream.phase != .offered { tellEnd(of: stream, in: key, reason, isOwnWish: isOwnWish) }
        takeOffProgramme(stream, in: key)
        unlink(stream, in: key, reason)
        forgetAbsent(stream.owner, in: key)
    }

    /// Ends what hangs on a stream that is gone.
    mutating func unlink(_ stream: MemberStream, in key: RoomKey, _ reason: StreamEnd) {
        if let source = stream.source {
            let place = StreamKey(room: key, streamid: stream.id)
            rooms[source.stream.room]?.streams[source.stream.streamid]?.copies.remove(place)
        }
        for taker in stream.takers { forgetTicket(of: taker, for: stream.number) }
        for copy in stream.copies { remove(copy.streamid, from: copy.room, reason) }
    }

    private mutating func tellEnd(
        of stream: MemberStream, in key: RoomKey, _ reason: StreamEnd, isOwnWish: Bool
    ) {
        let receivers = seers(of: stream.id, in: key)
        for id in receivers {
            clients[id]?.sees.remove(stream.id)
            rightsChanged(key, of: id)
        }
        let isOwnerThere = rooms[key]?.members[stream.owner] != nil
        let userid = publisher(of: stream, in: key)?.userid ?? ""
        post(
            .streamRemoved(streamid: stream.id, userid: userid, reason),
            to: isOwnWish || !isOwnerThere ? receivers : receivers + [stream.owner])
    }

    /// A member leaves: what it uploads ends, and what it passes on unless that is to persist.
    mutating func endStreams(of id: ClientID, leaving key: RoomKey, _ reason: LeaveReason) {
        let end = StreamEnd(reason)
        for stream in (rooms[key]?.streams.values).map(Array.init) ?? [] {
            for copy in stream.copies {
                guard let source = rooms[copy.room]?.streams[copy.streamid]?.source, source.taker == id,
                    !source.persists || reason == .ejected
                else { continue }
                remove(copy.streamid, from: copy.room, end)
            }
            guard stream.owner == id, reason == .ejected || !outlives(stream, in: key) else { continue }
            remove(stream.id, from: key, end, isOwnWish: reason == .left)
        }
        closeMedia(of: id)
    }

    /// The page was loaded again, and its connections went with it.
    mutating func startMediaAnew(_ id: ClientID) {
        guard let key = clients[id]?.room else { return }
        for stream in rooms[key]?.streams.values.filter({ $0.owner == id }) ?? []
        where stream.source?.persists != true {
            remove(stream.id, from: key, .ended, isOwnWish: true)
        }
        for side in [MediaSide.publishing, .receiving] { note(side, of: id, isLost: false) }
        closeMedia(of: id)
        show(key, to: id)
    }

    /// Ends both connections of a client, and forgets what it had of the room's media.
    private mutating func closeMedia(of id: ClientID) {
        closePublication(of: id)
        clients[id]?.publication = nil
        clients[id]?.lostMedia = []
        forgetTickets(of: id)
        stopReceiving(id)
    }

    /// The room is gone, and with it what flowed there.
    mutating func endMedia(of room: MemberRoom, _ key: RoomKey) {
        if let programme = room.programme { end(programme) }
        for stream in room.streams.values { unlink(stream, in: key, .ended) }
        for id in room.order { closeMedia(of: id) }
    }

    // MARK: What is told of streams

    /// The members who know of a stream of somebody else's.
    func seers(of streamid: String, in key: RoomKey) -> [ClientID] {
        rooms[key]?.order.filter { clients[$0]?.sees.contains(streamid) == true } ?? []
    }

    /// Tells what a stream is now to those who know of it, and to its publisher.
    mutating func tellUpdate(of streamid: String, in key: RoomKey) {
        guard let stream = rooms[key]?.streams[streamid], stream.phase != .offered,
            let card = card(of: stream, in: key)
        else { return }
        let owner = rooms[key]?.members[stream.owner] == nil ? [] : [stream.owner]
        post(.streamUpdated(card), to: seers(of: streamid, in: key) + owner)
    }

    /// What members are told of a stream.
    func card(of stream: MemberStream, in key: RoomKey) -> StreamCard? {
        guard let publisher = publisher(of: stream, in: key) else { return nil }
        return StreamCard(
            streamid: stream.id, userid: publisher.userid, extra: publisher.extra, kinds: stream.kinds,
            muted: stream.muted.union(stream.withheld), blocked: stream.blocked, label: stream.label)
    }

    /// Whose stream it is, also after that one left.
    func publisher(of stream: MemberStream, in key: RoomKey) -> (userid: String, extra: JSONText)? {
        if let absent = rooms[key]?.absent[stream.owner] { return (absent.userid, absent.extra) }
        return clients[stream.owner].map { ($0.userid, $0.extra) }
    }

    /// The streams that a member sees, for a state that it is given as a whole.
    func cards(seenBy id: ClientID, in key: RoomKey) -> [StreamCard] {
        let streams = (clients[id]?.sees ?? []).compactMap { rooms[key]?.streams[$0] }
        return streams.sorted { $0.number < $1.number }.compactMap { card(of: $0, in: key) }
    }
}
