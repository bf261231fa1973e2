// SPDX-License-Identifier: Apache-2.0

/// What clients say of themselves, and to each other.
extension MemberDirectory {
    /// `user.extra`: replaces the whole extra; the others are told soon, however often it changes.
    mutating func setExtra(_ extra: JSONText, of id: ClientID) throws(MemberRefusal) -> MemberReply {
        try keepExtra(extra, of: id)
        guard let key = clients[id]?.room else { return .done }
        changedExtras.insert(id)
        if rooms[key]?.moderator == id {
            rooms[key]?.extra = extra
            changedRooms[key] = changedRooms[key] ?? false
        }
        return .done
    }

    /// Keeps an extra, within what the room's members may have together.
    mutating func keepExtra(_ extra: JSONText, of id: ClientID) throws(MemberRefusal) {
        guard let client = clients[id] else { return }
        if let key = client.room, let room = rooms[key] {
            let bytes = room.extraBytes - client.extra.bytes.count + extra.bytes.count
            guard bytes <= limits.roomExtra else {
                throw MemberRefusal(.limitExceeded, "the extras of the room are too much", field: "extra")
            }
            rooms[key]?.extraBytes = bytes
        }
        clients[id]?.extra = extra
    }

    /// `user.rename`
    mutating func rename(
        _ id: ClientID, to userid: String, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply {
        guard let client = clients[id], client.userid != userid else { return .done }
        guard channels[client.channel]?.users[userid] == nil else { throw .taken(userid, entropy) }
        guard !userid.hasPrefix(OutsideBroadcast.prefix) else { throw .keptUserid }
        if client.room != nil { try takeNotice(of: id) }
        channels[client.channel]?.users[client.userid] = nil
        channels[client.channel]?.users[userid] = id
        clients[id]?.userid = userid
        forgetTickets(of: id)
        var update = UserUpdate(userid: client.userid)
        update.renamed = userid
        tellRoom(of: id, update)
        if let key = client.room, rooms[key]?.moderator == id {
            changedRooms[key] = changedRooms[key] ?? false
        }
        return .done
    }

    /// `user.privileges`
    mutating func set(_ privileges: Privileges, of id: ClientID) throws(MemberRefusal) -> MemberReply {
        guard let client = clients[id], client.privileges != privileges else { return .done }
        if client.room != nil { try takeNotice(of: id) }
        clients[id]?.privileges = privileges
        var update = UserUpdate(userid: client.userid)
        update.privileges = privileges
        tellRoom(of: id, update)
        return .done
    }

    /// `user.state`
    mutating func set(isBusy: Bool, of id: ClientID) throws(MemberRefusal) -> MemberReply {
        guard let client = clients[id], client.isBusy != isBusy else { return .done }
        if client.room != nil { try takeNotice(of: id) }
        clients[id]?.isBusy = isBusy
        var update = UserUpdate(userid: client.userid)
        update.isBusy = isBusy
        tellRoom(of: id, update)
        return .done
    }

    /// Tells the other members of a listed one's change.
    mutating func tellRoom(of id: ClientID, _ update: UserUpdate) {
        guard let key = clients[id]?.room, rooms[key]?.members[id]?.isListed == true else { return }
        post(.userUpdated(update), to: others(in: key, than: id))
    }

    /// `user.block`: nothing goes between the two any more.
    mutating func block(_ userid: String, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        guard let key = clients[id]?.room else { throw MemberRefusal(.notInRoom, "not in a room") }
        let other = try sender(userid, of: key)
        guard other != id else { throw MemberRefusal(.notAllowed, "that is yourself", field: "userid") }
        let blocked = rooms[key]?.members[id]?.blocked ?? []
        guard blocked.contains(other) || blocked.count < limits.blocks else {
            throw MemberRefusal(.limitExceeded, "too many are blocked")
        }
        rooms[key]?.update(id) { $0.blocked.insert(other) }
        rightsChanged(key)
        return .done
    }

    /// Whether the two are in one room and one of them blocked the other there.
    func isBlocked(_ one: ClientID, _ other: ClientID) -> Bool {
        guard let key = clients[one]?.room, let members = rooms[key]?.members, let first = members[one],
            let second = members[other]
        else { return false }
        return first.blocked.contains(other) || second.blocked.contains(one)
    }

    /// `msg.send`: passed on unread, with the sender's name as the relay knows it.
    mutating func send(_ letter: Letter, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        guard let client = clients[id] else { return .done }
        let receivers = try receivers(of: letter.scope, from: id, client).filter { !isBlocked(id, $0) }
        if let wait = clients[id]?.messages.take(limits.messageRate, now: now) {
            throw .rateLimited(wait)
        }
        try grant(by: letter, of: id)
        let event = MemberEvent.message(
            letter.scope, event: letter.event, userid: client.userid, extra: client.extra, letter.message)
        post(event, to: receivers)
        return .done
    }

    /// The moderator of a one-way room chose by a message who broadcasts, as pages for the old library do.
    private mutating func grant(by letter: Letter, of id: ClientID) throws(MemberRefusal) {
        guard let userid = letter.addressee, letter.scope != .room, let client = clients[id],
            client.grantsByMessage, let key = client.room, let room = rooms[key], room.moderator == id,
            room.session.isOneWay, let target = try? member(userid, of: key), target != id,
            room.members[target]?.role != .broadcaster
        else { return }
        _ = try setRole(of: userid, .broadcaster, nil, by: id)
    }

    private func receivers(
        of scope: Letter.Scope, from id: ClientID, _ client: Client
    ) throws(MemberRefusal) -> [ClientID] {
        switch scope {
        case .channel:
            return (channels[client.channel]?.users.values).map { users in
                users.filter { $0 != id && (clients[$0]?.watches != nil || clients[$0]?.room != nil) }
            } ?? []
        case .room:
            guard let key = client.room else { throw MemberRefusal(.notInRoom, "not in a room") }
            return others(in: key, than: id)
        case .user(let userid):
            guard let other = channels[client.channel]?.users[userid] else {
                throw MemberRefusal(.unknownUser, "nobody in the channel has this userid", field: "to")
            }
            return [other]
        }
    }
}
