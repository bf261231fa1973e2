// SPDX-License-Identifier: Apache-2.0

/// The way into a room that is there, or is not there yet: room, ban, password, capacity, knock.
extension MemberDirectory {
    /// Begins a join; its outcome is told by ``settle(_:_:)``, now or later.
    mutating func join(
        _ wish: JoinWish, by id: ClientID, id request: UInt64?, isViewer: Bool = false
    ) throws(MemberRefusal) {
        guard let client = clients[id], let connection = client.connection else { return }
        let key = RoomKey(channel: client.channel, sessionid: wish.sessionid)
        if client.room == key, let state = state(of: key, for: id) {
            // Asked for again, as after a lost answer.
            return emit(.reply(connection, request, .entered(state, opened: false)))
        }
        try mustBeOutside(id)
        guard client.attempt?.stage != .password else {
            throw MemberRefusal(.busy, "the password of the last join is being checked")
        }
        withdraw(id)
        clients[id]?.attempt = JoinAttempt(
            key: key, wish: wish, answer: .reply(connection, request), isViewer: isViewer)
        settle(id) { directory throws(MemberRefusal) in try directory.advance(id) }
    }

    /// Takes a step of a join and tells its outcome in the way in which the client waits for it. The step gives
    /// nil if there is something to wait for.
    mutating func settle(
        _ id: ClientID, _ step: (inout MemberDirectory) throws(MemberRefusal) -> RoomState?
    ) {
        guard let attempt = clients[id]?.attempt else { return }
        do throws(MemberRefusal) {
            if let state = try step(&self) {
                tell(id, attempt, .entered(state, opened: false), or: .joinAccepted(state))
                if state.role == .moderator { tellKnocks(attempt.key) }
            } else if clients[id]?.attempt?.stage != .password,
                case .reply(let socket, let request) = attempt.answer
            {
                clients[id]?.attempt?.answer = .event
                emit(.reply(socket, request, .pending))
            }
        } catch {
            forgetJoin(id)
            tell(id, attempt, .refused(error), or: .joinRejected(sessionid: attempt.key.sessionid, error))
        }
    }

    private mutating func tell(
        _ id: ClientID, _ attempt: JoinAttempt, _ reply: MemberReply, or event: MemberEvent
    ) {
        switch attempt.answer {
        case .reply(let connection, let request): emit(.reply(connection, request, reply))
        case .event: post(event, to: [id])
        }
    }

    /// From the beginning to the password.
    mutating func advance(_ id: ClientID) throws(MemberRefusal) -> RoomState? {
        guard let attempt = clients[id]?.attempt else { return nil }
        guard let room = rooms[attempt.key], room.phase != .opening else { return try park(id, attempt) }
        guard !isBanned(id, from: room) else { throw MemberRefusal(.banned, "not for a while") }
        if room.isOwned(by: attempt.wish.ownerKey), clients[id]?.rights == .publish {
            try takeNotice(of: id)
            return try admit(id, as: .moderator)
        }
        guard !room.isLocked else { throw MemberRefusal(.notAllowed, "the room is locked") }
        guard room.isProtected else { return try passDoor(id) }
        try mayTry(id, attempt.key)
        guard let password = attempt.wish.password else {
            throw MemberRefusal(.passwordRequired, "the room has a password", field: "password")
        }
        guard passwords.jobs.count < limits.passwordJobs else {
            throw MemberRefusal(.busy, "too many passwords are being checked")
        }
        clients[id]?.attempt?.stage = .password
        passwords.append(.join(id), password)
        workOnPasswords()
        return nil
    }

    /// From the password on.
    mutating func passDoor(_ id: ClientID) throws(MemberRefusal) -> RoomState? {
        guard let attempt = clients[id]?.attempt, let room = rooms[attempt.key] else { return nil }
        guard !room.isFull else { throw MemberRefusal(.roomFull, "the room is full") }
        try takeNotice(of: id)
        guard room.knocks else { return try admit(id, as: role(of: id, attempt)) }
        clients[id]?.attempt?.stage = .moderator(until: now + limits.knockDeadline)
        rooms[attempt.key]?.knocking.append(id)
        if let moderator = room.moderator {
            tellKnock(of: id, to: moderator)
        }
        return nil
    }

    /// A member now.
    mutating func admit(_ id: ClientID, as role: Role) throws(MemberRefusal) -> RoomState? {
        guard let client = clients[id], let attempt = client.attempt, let room = rooms[attempt.key] else {
            return nil
        }
        let extra = attempt.wish.extra ?? client.extra
        guard room.extraBytes + extra.bytes.count <= limits.roomExtra else {
            throw MemberRefusal(.limitExceeded, "the extras of the room are too much", field: "extra")
        }
        forgetJoin(id)
        clients[id]?.extra = extra
        var member = Member(role: role, wish: attempt.wish.wish)
        member.subscribe = room.subscribe
        member.mayPublish = room.mayPublish || role == .moderator
        member.isListed = role != .viewer || room.viewerCount < limits.listedViewers
        enter(id, attempt.key, member)
        return state(of: attempt.key, for: id)
    }

    private mutating func enter(_ id: ClientID, _ key: RoomKey, _ member: Member) {
        clients[id]?.room = key
        rooms[key]?.add(id, member)
        rooms[key]?.absent[id] = nil
        rooms[key]?.extraBytes += clients[id]?.extra.bytes.count ?? 0
        if member.isListed, let card = card(ofMember: id) {
            post(.userJoined(card), to: others(in: key, than: id))
        }
        audienceChanged(key)
        joinAudiences(id, key)
        show(key, to: id)
        if member.role == .moderator {
            took(key, id, from: nil, newcomer: id)
        } else {
            findModerator(key, newcomer: id)
        }
    }

    /// A newcomer may be the one whom publishers named before anybody was there under the name.
    private mutating func joinAudiences(_ id: ClientID, _ key: RoomKey) {
        guard let userid = clients[id]?.userid else { return }
        for stream in rooms[key]?.streams.values.filter({ $0.audience != nil }) ?? [] {
            rooms[key]?.streams[stream.id]?.audience?.welcome(id, named: userid)
        }
    }

    func role(of id: ClientID, _ attempt: JoinAttempt) -> Role {
        let isViewer =
            attempt.isViewer || attempt.wish.wish?.isOneWay == true || clients[id]?.rights == .play
        return isViewer ? .viewer : .participant
    }

    /// Waits for a room that isn't there, or whose opener is not ready.
    private mutating func park(_ id: ClientID, _ attempt: JoinAttempt) throws(MemberRefusal) -> RoomState? {
        guard attempt.wish.waits || rooms[attempt.key] != nil else {
            throw MemberRefusal(.roomNotFound, "no such room")
        }
        clients[id]?.attempt?.stage = .room
        parked[attempt.key, default: []].append(id)
        return nil
    }

    /// The room can be joined now.
    mutating func admitParked(_ key: RoomKey) {
        for id in parked.removeValue(forKey: key) ?? [] {
            clients[id]?.attempt?.stage = .beginning
            settle(id) { directory throws(MemberRefusal) in try directory.advance(id) }
        }
    }

    /// Gives up a join.
    mutating func forgetJoin(_ id: ClientID) {
        guard let attempt = clients[id]?.attempt else { return }
        clients[id]?.attempt = nil
        switch attempt.stage {
        case .beginning: break
        case .room:
            parked[attempt.key]?.removeAll { $0 == id }
            if parked[attempt.key]?.isEmpty == true {
                parked[attempt.key] = nil
            }
        case .password: passwords.cancel(id)
        case .moderator:
            rooms[attempt.key]?.knocking.removeAll { $0 == id }
        }
    }

    /// The client no longer wants to join, and whoever was asked for it hears that.
    mutating func withdraw(_ id: ClientID) {
        if let client = clients[id], let attempt = client.attempt, case .moderator = attempt.stage,
            let moderator = rooms[attempt.key]?.moderator
        {
            post(.knockCancelled(userid: client.userid), to: [moderator])
        }
        forgetJoin(id)
    }

    /// The socket is gone on which the answer to a join was to go: it never happens.
    mutating func forgetUnansweredJoin(_ id: ClientID) {
        if case .reply? = clients[id]?.attempt?.answer {
            forgetJoin(id)
        }
    }

    /// One room a client: whoever wants another one leaves first, or uses another socket.
    func mustBeOutside(_ id: ClientID) throws(MemberRefusal) {
        guard clients[id]?.room == nil else {
            throw MemberRefusal(.notAllowed, "leave the room first")
        }
    }
}
