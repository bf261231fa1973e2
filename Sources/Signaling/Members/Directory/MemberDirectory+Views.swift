// SPDX-License-Identifier: Apache-2.0

/// What clients see of rooms and of each other.
extension MemberDirectory {
    /// The room as `client`, one of its members, sees it.
    mutating func state(of key: RoomKey, for client: ClientID) -> RoomState? {
        guard let room = rooms[key], let card = card(ofRoom: key), let member = room.members[client] else {
            return nil
        }
        return RoomState(
            room: card, role: member.role, subscribe: member.subscribe,
            ownerKey: member.role == .moderator ? room.ownerKey : nil,
            members: room.order.compactMap { id in
                room.members[id]?.isListed == true || id == client ? listed(id) : nil
            },
            streams: cards(seenBy: client, in: key), programme: room.programme?.card,
            files: files(seenBy: client, in: key),
            retained: retained(seenBy: client, in: key),
            preview: room.data.preview?.path(isProtected: room.isProtected))
    }

    /// What everybody may know of the room.
    func card(ofRoom key: RoomKey) -> RoomCard? {
        guard let room = rooms[key] else { return nil }
        return RoomCard(
            key: key, moderator: room.moderator.flatMap { clients[$0]?.userid }, extra: room.extra,
            session: room.session, phase: room.phase, members: room.members.count - room.viewerCount,
            viewers: room.viewerCount, capacity: room.capacity, isFull: room.isFull,
            isProtected: room.isProtected, isLocked: room.isLocked, knocks: room.knocks,
            identifier: room.identifier, preview: room.data.preview?.path(isProtected: false))
    }

    /// What members know of one of them.
    func card(ofMember id: ClientID) -> MemberCard? {
        guard let client = clients[id], let key = client.room, let member = rooms[key]?.members[id] else {
            return nil
        }
        return MemberCard(
            userid: client.userid, extra: client.extra, role: member.role, wish: member.wish,
            isAway: client.isAway, hasLostMedia: client.hasLostMedia, isBusy: client.isBusy,
            privileges: client.privileges)
    }

    /// A member as it is listed, made when it is asked for first.
    private mutating func listed(_ id: ClientID) -> ListedMember? {
        if let listed = clients[id]?.listed { return listed }
        let listed = card(ofMember: id).map { ListedMember($0) }
        clients[id]?.listed = listed
        return listed
    }

    /// Gives a member a role, and lists it so.
    mutating func give(_ role: Role, to id: ClientID, in key: RoomKey) {
        let old = rooms[key]?.moderator
        rooms[key]?.setRole(id, role)
        clients[id]?.listed = nil
        if let old { clients[old]?.listed = nil }
    }

    /// The members of the room but one.
    func others(in key: RoomKey, than id: ClientID) -> [ClientID] {
        rooms[key]?.order.filter { $0 != id } ?? []
    }

    /// Those who are told of the room's listing.
    func watchers(of key: RoomKey) -> Set<ClientID> {
        (channels[key.channel]?.watchers ?? []).filter { id in
            clients[id]?.watches.map { key.sessionid.hasPrefix($0) } ?? false
        }
    }

    /// `channel.watch`: the rooms that are there, then events.
    mutating func watch(_ prefix: String, by id: ClientID) -> MemberReply? {
        guard let channel = clients[id]?.channel else { return nil }
        clients[id]?.watches = prefix
        channels[channel]?.watchers.insert(id)
        return list(prefix, nil, for: id)
    }

    /// `channel.unwatch`
    mutating func unwatch(_ id: ClientID) -> MemberReply? {
        guard let channel = clients[id]?.channel else { return nil }
        clients[id]?.watches = nil
        channels[channel]?.watchers.remove(id)
        return .done
    }

    /// `room.list`: the listed rooms of the client's channel, by id.
    func list(_ prefix: String, _ identifier: String?, for id: ClientID) -> MemberReply? {
        guard let channel = clients[id]?.channel else { return nil }
        let keys = (channels[channel]?.rooms ?? []).filter { $0.hasPrefix(prefix) }
            .map { RoomKey(channel: channel, sessionid: $0) }
            .filter { key in
                guard let room = rooms[key], room.isAnnounced else { return false }
                return identifier == nil || room.identifier == identifier
            }
            .sorted { $0.sessionid < $1.sessionid }
        let cards = keys.prefix(limits.listedRooms).compactMap { card(ofRoom: $0) }
        return .rooms(cards, more: keys.count > cards.count)
    }

    /// `presence.get` of a room, listed or not; of a protected one only that it is there.
    func presence(ofRoom sessionid: String, for id: ClientID) -> MemberReply? {
        guard let channel = clients[id]?.channel else { return nil }
        let key = RoomKey(channel: channel, sessionid: sessionid)
        guard let room = rooms[key], room.phase != .opening else { return .roomPresence(nil) }
        return .roomPresence(card(ofRoom: key))
    }

    /// `presence.get` of a user of the channel, in a room or not.
    func presence(ofUser userid: String, for id: ClientID) -> MemberReply? {
        guard let channel = clients[id]?.channel else { return nil }
        guard let user = channels[channel]?.users[userid], let client = clients[user] else {
            return .userPresence(nil)
        }
        return .userPresence(
            MemberCard(
                userid: userid, extra: client.extra, role: .participant, wish: nil, isAway: client.isAway,
                isBusy: client.isBusy || client.call != nil, privileges: client.privileges))
    }
}
