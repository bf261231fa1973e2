// SPDX-License-Identifier: Apache-2.0

/// What becomes due as time passes.
extension MemberDirectory {
    /// Tells what changed often and is told seldom.
    mutating func tellChanges() {
        for id in changedExtras {
            tellExtra(of: id)
        }
        for key in Set(changedRooms.keys).union(changedAudiences) {
            tellRoom(key)
        }
    }

    private mutating func tellExtra(of id: ClientID) {
        guard let client = clients[id], client.nextExtra <= now else { return }
        changedExtras.remove(id)
        clients[id]?.nextExtra = now + limits.extraInterval
        var update = UserUpdate(userid: client.userid)
        update.extra = client.extra
        tellRoom(of: id, update)
    }

    private mutating func tellRoom(_ key: RoomKey) {
        guard let room = rooms[key], room.nextUpdate <= now else { return }
        rooms[key]?.nextUpdate = now + limits.roomUpdateInterval
        if let isForMembers = changedRooms.removeValue(forKey: key), let card = card(ofRoom: key) {
            let watchers = room.isAnnounced ? watchers(of: key) : []
            post(.roomUpdated(card), to: watchers.union(isForMembers ? room.order : []))
        }
        if changedAudiences.remove(key) != nil, room.isBroadcast || room.viewerCount >= limits.listedViewers {
            post(.viewers(sessionid: key.sessionid, count: watching(room)), to: room.order)
        }
    }

    /// How many viewers there are, without those whose page is being closed or loaded again.
    private func watching(_ room: MemberRoom) -> Int {
        room.viewerCount
            - room.order.count { clients[$0]?.isLeaving == true && room.members[$0]?.role == .viewer }
    }

    /// Closes connections that say nothing.
    mutating func giveUpSilentConnections() {
        for connection in silent where (connections[connection]?.helloUntil ?? .zero) <= now {
            drop(connection, .noHello)
        }
    }

    /// Closes rooms that found no moderator.
    mutating func giveUpOwnerlessRooms() {
        for key in ownerless where (rooms[key]?.ownerlessUntil ?? .zero) <= now {
            end(key, .ownerLeft)
        }
    }

    /// Looks at every client: pings, silence, knocks, calls.
    mutating func sweep() {
        for id in clients.keys.sorted() {
            giveUpLostStreams(of: id)
            beat(id)
            giveUpKnock(id)
            ringOut(id)
        }
        forgetOldTries()
    }

    private mutating func beat(_ id: ClientID) {
        guard let client = clients[id] else { return }
        if let until = client.graceUntil, until <= now {
            return giveUp(id, client)
        }
        guard let connection = client.connection, client.nextPing <= now else { return }
        clients[id]?.nextPing = now + limits.heartbeat
        if client.unanswered >= limits.missedHeartbeats {
            setAway(id, true)
        }
        clients[id]?.unanswered += 1
        emit(.ping(connection, lastEvent: client.events.last))
    }

    private mutating func giveUp(_ id: ClientID, _ client: Client) {
        remove(id, client.isLeaving ? .left : .timeout)
        if let connection = client.connection {
            drop(connection, .noHello)
        }
    }

    private mutating func giveUpKnock(_ id: ClientID) {
        guard let client = clients[id], let attempt = client.attempt,
            case .moderator(let until) = attempt.stage, until <= now
        else { return }
        if let moderator = rooms[attempt.key]?.moderator {
            post(.knockCancelled(userid: client.userid), to: [moderator])
        }
        settle(id) { _ throws(MemberRefusal) in
            throw MemberRefusal(.knockTimeout, "the moderator did not answer")
        }
    }
}
