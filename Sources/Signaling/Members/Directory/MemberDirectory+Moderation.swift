// SPDX-License-Identifier: Apache-2.0

/// What a moderator decides, and who is it.
extension MemberDirectory {
    /// The room that the client moderates.
    func mustModerate(_ id: ClientID) throws(MemberRefusal) -> RoomKey {
        guard let key = clients[id]?.room else { throw MemberRefusal(.notInRoom, "not in a room") }
        guard rooms[key]?.moderator == id else {
            throw MemberRefusal(.notAllowed, "only the moderator may do this")
        }
        return key
    }

    /// The member of the room who has this userid.
    func member(_ userid: String, of key: RoomKey) throws(MemberRefusal) -> ClientID {
        guard outsider(userid, in: key) == nil else {
            throw MemberRefusal(.notAllowed, "who publishes by WHIP is no member", field: "userid")
        }
        guard let id = channels[key.channel]?.users[userid], rooms[key]?.members[id] != nil else {
            throw MemberRefusal(.unknownUser, "nobody in the room has this userid", field: "userid")
        }
        return id
    }

    /// A moderator for a room that has none: the heir, else who may lead it and came first, else for a while
    /// nobody. A `newcomer` sees from its answer that it is the moderator.
    mutating func findModerator(
        _ key: RoomKey, heir: ClientID? = nil, from old: String? = nil, newcomer: ClientID? = nil
    ) {
        guard let room = rooms[key], room.moderator == nil else { return }
        let present = heir.flatMap { room.members[$0] == nil ? nil : $0 }
        if let next = present ?? room.order.first(where: { mayLead($0, room) }) {
            give(.moderator, to: next, in: key)
            took(key, next, from: old, newcomer: newcomer)
        } else if room.phase != .ownerless {
            rooms[key]?.phase = .ownerless
            rooms[key]?.ownerlessUntil = now + limits.ownerGrace
            ownerless.insert(key)
            post(.moderationShifted(sessionid: key.sessionid, from: old, to: nil), to: room.order)
        }
    }

    /// Viewers never lead, nor who is away; a one-way room needs somebody who may publish to all.
    private func mayLead(_ id: ClientID, _ room: MemberRoom) -> Bool {
        guard let role = room.members[id]?.role, clients[id]?.isAway == false else { return false }
        switch role {
        case .viewer: return false
        case .participant: return !room.session.isOneWay
        case .moderator, .broadcaster: return true
        }
    }

    /// A member became the moderator: tells it to all, and to it who knocks.
    mutating func took(_ key: RoomKey, _ id: ClientID, from old: String?, newcomer: ClientID?) {
        guard let client = clients[id] else { return }
        rooms[key]?.phase = .open
        rooms[key]?.ownerlessUntil = nil
        ownerless.remove(key)
        rooms[key]?.update(id) { $0.mayPublish = true }
        announce(id, in: key)
        let event = MemberEvent.moderationShifted(sessionid: key.sessionid, from: old, to: client.userid)
        post(event, to: rooms[key]?.order.filter { $0 != newcomer } ?? [])
        // A newcomer hears who knocks after the answer to its join.
        if newcomer != id { tellKnocks(key) }
        audienceChanged(key)
        rightsChanged(key)
    }

    /// Tells the others of a viewer who was only counted before.
    private mutating func announce(_ id: ClientID, in key: RoomKey) {
        guard rooms[key]?.members[id]?.isListed == false else { return }
        rooms[key]?.update(id) { $0.isListed = true }
        if let card = card(ofMember: id) {
            post(.userJoined(card), to: others(in: key, than: id))
        }
    }

    /// `moderation.shift`
    mutating func shift(
        to userid: String, now isNow: Bool, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        let next = try member(userid, of: key)
        guard next != id else { return .done }
        if isNow {
            try takeNotice(of: id)
            give(.moderator, to: next, in: key)
            took(key, next, from: clients[id]?.userid, newcomer: nil)
        } else {
            rooms[key]?.heir = next
        }
        return .done
    }

    /// `user.role`
    mutating func setRole(
        of userid: String, _ role: Role, _ grant: Set<MediaKind>?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        let target = try member(userid, of: key)
        guard role != .moderator, target != id else {
            throw MemberRefusal(.notAllowed, "moderation.shift makes moderators", field: "role")
        }
        give(role, to: target, in: key)
        rooms[key]?.update(target) { $0.grant = grant }
        announce(target, in: key)
        var update = UserUpdate(userid: userid)
        update.role = role
        update.grant = grant
        post(.userUpdated(update), to: rooms[key]?.order ?? [])
        audienceChanged(key)
        rightsChanged(key)
        return .done
    }

    /// `user.policy`: of one, or of all, those included who come later.
    mutating func setPolicy(
        of userid: String?, _ subscribe: SubscribePolicy?, _ publish: Bool?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        var targets = rooms[key]?.order.filter { $0 != id } ?? []
        if let userid {
            targets = [try member(userid, of: key)]
        } else {
            if let subscribe { rooms[key]?.subscribe = subscribe }
            if let publish { rooms[key]?.mayPublish = publish }
        }
        var told: [MemberPolicy: [ClientID]] = [:]
        for target in targets {
            rooms[key]?.update(target) { member in
                member.subscribe = subscribe ?? member.subscribe
                member.mayPublish = publish ?? member.mayPublish
            }
            guard let member = rooms[key]?.members[target] else { continue }
            let policy = MemberPolicy(subscribe: member.subscribe, mayPublish: member.mayPublish)
            told[policy, default: []].append(target)
        }
        for (policy, members) in told {
            post(.policy(policy.subscribe, publish: policy.mayPublish), to: members)
        }
        rightsChanged(key)
        return .done
    }

    private struct MemberPolicy: Hashable {
        let subscribe: SubscribePolicy
        let mayPublish: Bool
    }

    /// `user.eject`: out at once, whatever the target does, and if wished for longer. Whoever publishes by WHIP is closed,
    /// and may come again.
    mutating func eject(
        _ userid: String, reason: String?, ban: Duration?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        if let publisher = outsider(userid, in: key) {
            endOutside(publisher, in: key)
            return .done
        }
        let target = try member(userid, of: key)
        guard target != id, let client = clients[id] else {
            throw MemberRefusal(.notAllowed, "moderators leave by themselves", field: "userid")
        }
        if let ban, ban > .zero {
            self.ban(target, from: key, for: min(ban, limits.longestBan))
        }
        leaveRoom(target, .ejected)
        post(.ejected(by: client.userid, reason: reason), to: [target])
        return .done
    }

    private mutating func ban(_ id: ClientID, from key: RoomKey, for time: Duration) {
        guard let client = clients[id], let room = rooms[key] else { return }
        // Behind one address there may be a whole school.
        let isShared = room.order.contains { $0 != id && clients[$0]?.address == client.address }
        let ban = Ban(
            userid: client.userid, sid: client.sid, address: isShared ? nil : client.address,
            until: now + time)
        rooms[key]?.bans = room.bans.filter { $0.until > now }.suffix(limits.bans - 1) + [ban]
    }

    /// Whether somebody may not come in for now.
    func isBanned(_ id: ClientID, from room: MemberRoom) -> Bool {
        guard let client = clients[id] else { return true }
        return room.bans.contains { ban in
            ban.until > now
                && (ban.userid == client.userid || ban.sid == client.sid || ban.address == client.address)
        }
    }

    /// `knock.answer`
    mutating func answerKnock(
        of userid: String, _ accept: Bool, _ policy: SubscribePolicy?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        guard let guest = channels[key.channel]?.users[userid], rooms[key]?.knocking.contains(guest) == true
        else {
            throw MemberRefusal(.unknownUser, "nobody with this userid knocks", field: "userid")
        }
        settle(guest) { directory throws(MemberRefusal) in
            guard accept else { throw MemberRefusal(.rejected, "the moderator said no") }
            return try directory.letIn(guest, key, policy)
        }
        return .done
    }

    private mutating func letIn(
        _ id: ClientID, _ key: RoomKey, _ policy: SubscribePolicy?
    ) throws(MemberRefusal) -> RoomState? {
        guard let room = rooms[key], let attempt = clients[id]?.attempt else { return nil }
        guard !room.isFull else { throw MemberRefusal(.roomFull, "the room is full") }
        guard try admit(id, as: role(of: id, attempt)) != nil else { return nil }
        if let policy {
            rooms[key]?.update(id) { $0.subscribe = policy }
            show(key, to: id)
        }
        return state(of: key, for: id)
    }

    /// Tells a new moderator of all who knock.
    mutating func tellKnocks(_ key: RoomKey) {
        guard let room = rooms[key], let moderator = room.moderator else { return }
        for knocking in room.knocking {
            tellKnock(of: knocking, to: moderator)
        }
    }

    /// Tells a moderator who wants to come in.
    mutating func tellKnock(of id: ClientID, to moderator: ClientID) {
        guard let client = clients[id], let attempt = client.attempt else { return }
        let event = MemberEvent.knock(
            userid: client.userid, extra: attempt.wish.extra ?? client.extra, wish: attempt.wish.wish,
            passwordOk: rooms[attempt.key]?.isProtected == true)
        post(event, to: [moderator])
    }

    /// Members came, went or have other roles: listings and the count of viewers are told soon.
    mutating func audienceChanged(_ key: RoomKey) {
        guard rooms[key] != nil else { return }
        changedRooms[key] = changedRooms[key] ?? false
        changedAudiences.insert(key)
    }
}
