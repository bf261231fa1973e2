// SPDX-License-Identifier: Apache-2.0

/// Opening, changing, leaving and closing rooms.
extension MemberDirectory {
    /// A new room, or one that waits for just this owner.
    ///
    /// The answer comes before what the opening causes: those who waited for the room come in after it.
    mutating func open(
        _ terms: RoomTerms, by id: ClientID, id request: UInt64?, _ entropy: Entropy
    ) throws(MemberRefusal) {
        guard let client = clients[id], let connection = client.connection else { return }
        guard client.rights == .publish else {
            throw MemberRefusal(.unauthorized, "the token is not good for this")
        }
        let key = RoomKey(channel: client.channel, sessionid: terms.sessionid)
        if let room = rooms[key] {
            guard client.room == nil, room.isOwned(by: terms.ownerKey) else {
                throw MemberRefusal(.roomExists, "somebody has this room", field: "sessionid")
            }
            try takeNotice(of: id)
            try takeBack(key, terms, by: id)
            return answerOpening(of: key, by: id, on: connection, request)
        }
        try mustBeOutside(id)
        guard rooms.count < limits.rooms else { throw MemberRefusal(.limitExceeded, "too many rooms") }
        if terms.password != nil { try maySetPassword(id, birth: nil) }
        try takeNotice(of: id)
        withdraw(id)
        clients[id]?.extra = terms.extra ?? client.extra
        make(key, terms, ownerKey: terms.ownerKey ?? entropy.secret, by: id)
        answerOpening(of: key, by: id, on: connection, request)
        becameJoinable(key)
    }

    private mutating func answerOpening(
        of key: RoomKey, by id: ClientID, on connection: ConnectionID, _ request: UInt64?
    ) {
        guard let state = state(of: key, for: id) else { return }
        emit(.reply(connection, request, .entered(state, opened: true)))
        tellKnocks(key)
    }

    private mutating func make(_ key: RoomKey, _ terms: RoomTerms, ownerKey: String, by id: ClientID) {
        roomsBorn += 1
        let extra = clients[id]?.extra ?? .emptyObject
        var room = MemberRoom(terms, extra: extra, birth: roomsBorn, ownerKey: ownerKey, limits: limits)
        room.add(id, Member(role: .moderator, wish: nil))
        room.extraBytes = extra.bytes.count
        rooms[key] = room
        clients[id]?.room = key
        channels[key.channel]?.rooms.insert(key.sessionid)
        if let password = terms.password {
            setPassword(password, of: key, by: id)
            workOnPasswords()
        }
        showOutside(in: key)
        show(key, to: id)
        rightsChanged(key)
    }

    /// The owner returns to its room before it is given up.
    private mutating func takeBack(
        _ key: RoomKey, _ terms: RoomTerms, by id: ClientID
    ) throws(MemberRefusal) {
        withdraw(id)
        let wish = JoinWish(sessionid: key.sessionid, extra: terms.extra)
        defer { forgetJoin(id) }
        clients[id]?.attempt = JoinAttempt(key: key, wish: wish, answer: .event)
        _ = try admit(id, as: .moderator)
    }

    private mutating func becameJoinable(_ key: RoomKey) {
        guard let room = rooms[key], room.phase != .opening else { return }
        if room.isAnnounced, let card = card(ofRoom: key) {
            post(.roomAnnounced(card), to: watchers(of: key))
        }
        admitParked(key)
    }

    /// The opener's media is there, or it said so: the room can be joined.
    mutating func becameReady(_ key: RoomKey) {
        guard rooms[key]?.phase == .opening else { return }
        rooms[key]?.phase = .open
        sharesChanged(key)
        becameJoinable(key)
    }

    /// `room.set`
    mutating func set(_ change: RoomChange, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        if case .changed? = change.password { try maySetPassword(id, birth: rooms[key]?.birth) }
        if let isListed = change.isListed, isListed != rooms[key]?.isListed { try takeNotice(of: id) }
        if let extra = change.extra {
            try keepExtra(extra, of: id)
        }
        apply(change, to: key)
        setPassword(change.password, of: key, by: id)
        list(change.isListed, key)
        if change.opens {
            becameReady(key)
        }
        changedRooms[key] = true
        sharesChanged(key)
        if change.session != nil {
            rightsChanged(key)
        }
        return .done
    }

    private mutating func apply(_ change: RoomChange, to key: RoomKey) {
        guard var room = rooms[key] else { return }
        room.extra = change.extra ?? room.extra
        room.capacity = min(change.capacity ?? room.capacity, limits.members)
        room.closesWithOwner = change.closesWithOwner ?? room.closesWithOwner
        room.isLocked = change.isLocked ?? room.isLocked
        room.session = change.session ?? room.session
        room.knocks = change.knocks ?? room.knocks
        room.identifier = change.identifier ?? room.identifier
        rooms[key] = room
    }

    private mutating func setPassword(_ change: RoomChange.Password?, of key: RoomKey, by id: ClientID) {
        guard let change, let birth = rooms[key]?.birth else { return }
        switch change {
        case .removed:
            rooms[key]?.isProtected = false
            rooms[key]?.password = nil
            passwords.cancel(settingRoom: birth)
        case .changed(let password):
            rooms[key]?.isProtected = true
            setPassword(password, of: key, by: id)
        }
        workOnPasswords()
    }

    private mutating func list(_ isListed: Bool?, _ key: RoomKey) {
        guard let isListed, let room = rooms[key], room.isListed != isListed else { return }
        rooms[key]?.isListed = isListed
        guard room.phase != .opening, let card = card(ofRoom: key) else { return }
        let event: MemberEvent = isListed ? .roomAnnounced(card) : .roomClosed(key, .unlisted)
        post(event, to: watchers(of: key))
    }

    /// `room.leave`; fine too for somebody who is in none, so that leaving twice is.
    mutating func leave(_ id: ClientID, heir: String?) -> MemberReply {
        withdraw(id)
        // A heir who has gone meanwhile keeps nobody from leaving.
        if let heir, let key = clients[id]?.room, rooms[key]?.moderator == id,
            let next = try? member(heir, of: key)
        {
            rooms[key]?.heir = next
        }
        leaveRoom(id, .left)
        return .done
    }

    /// The one way out of a room for a member.
    mutating func leaveRoom(_ id: ClientID, _ reason: LeaveReason) {
        guard let client = clients[id], let key = client.room else { return }
        let heir = rooms[key]?.heir
        endStreams(of: id, leaving: key, reason)
        leaveData(id, key, isEjected: reason == .ejected)
        clients[id]?.room = nil
        endTalk(id)
        guard let member = rooms[key]?.remove(id), let room = rooms[key] else { return }
        rooms[key]?.extraBytes -= client.extra.bytes.count
        if room.members.isEmpty || (member.role == .moderator && room.closesWithOwner) {
            return end(key, room.members.isEmpty ? .closed : .ownerLeft)
        }
        keepAbsent(id, client, member, in: key)
        if member.isListed {
            post(.userLeft(userid: client.userid, reason), to: room.order)
        }
        audienceChanged(key)
        if member.role == .moderator {
            findModerator(key, heir: heir, from: client.userid)
        }
    }

    /// `room.close`
    mutating func close(by id: ClientID) throws(MemberRefusal) -> MemberReply {
        end(try mustModerate(id), .closed)
        return .done
    }

    /// The one end of a room.
    mutating func end(_ key: RoomKey, _ reason: RoomCloseReason) {
        guard let room = rooms.removeValue(forKey: key) else { return }
        sharesChanged(key)
        ownerless.remove(key)
        changedRooms[key] = nil
        changedAudiences.remove(key)
        channels[key.channel]?.rooms.remove(key.sessionid)
        changedRights[key] = nil
        additions[key] = nil
        endMedia(of: room, key)
        endData(of: room)
        passwords.cancel(settingRoom: room.birth)
        for member in room.order {
            clients[member]?.room = nil
            endTalk(member)
        }
        let listeners = Set(room.order).union(room.isAnnounced ? watchers(of: key) : [])
        post(.roomClosed(key, reason), to: listeners)
        for id in room.knocking + impatient(key) {
            settle(id) { _ throws(MemberRefusal) in
                throw MemberRefusal(.roomClosed, "the room closed")
            }
        }
    }

    /// Those who waited for an opener to be ready, and not for any room of the name.
    private func impatient(_ key: RoomKey) -> [ClientID] {
        (parked[key] ?? []).filter { clients[$0]?.attempt?.wish.waits == false }
    }
}
