// SPDX-License-Identifier: Apache-2.0

/// Coming, coming back, falling silent and going.
extension MemberDirectory {
    /// `hello`: a new client, or one that was here.
    mutating func welcome(
        _ hello: Hello, id: UInt64?, on connection: ConnectionID, _ entropy: Entropy
    ) throws(MemberRefusal) {
        guard connections[connection]?.client == nil else {
            throw MemberRefusal(.badArgument, "hello comes once", field: "t")
        }
        guard let rights = hello.rights else {
            emit(.reply(connection, id, .refused(MemberRefusal(.unauthorized, "the token is not good"))))
            return drop(connection, .unauthorized)
        }
        if let resume = hello.resume {
            guard let client = client(resume, in: hello.channel) else {
                throw MemberRefusal(.resumeFailed, "nobody is here with this secret")
            }
            return comeBack(client, hello, id: id, on: connection)
        }
        let client = try makeClient(hello, rights, on: connection, entropy)
        bind(client, to: connection)
        emitWelcome(to: client, id: id, connection, isResumed: false, lastEvent: 0)
    }

    private mutating func makeClient(
        _ hello: Hello, _ rights: ClientRights, on connection: ConnectionID, _ entropy: Entropy
    ) throws(MemberRefusal) -> ClientID {
        guard clients.count < limits.clients else { throw MemberRefusal(.busy, "the relay is full") }
        let userid = hello.userid ?? entropy.name
        guard channels[hello.channel]?.users[userid] == nil else { throw .taken(userid, entropy) }
        guard !userid.hasPrefix(OutsideBroadcast.prefix) else { throw .keptUserid }
        clientsBorn += 1
        let id = ClientID(number: clientsBorn)
        clients[id] = Client(
            sid: entropy.name, secret: entropy.secret, channel: hello.channel, rights: rights,
            address: connections[connection]?.address ?? "", userid: userid, extra: hello.extra,
            nextPing: now + limits.heartbeat, grantsByMessage: hello.grantsByMessage,
            traffic: ClientTraffic(limits.data), requests: TokenBucket(now: now),
            messages: TokenBucket(now: now), gates: TokenBucket(now: now),
            notices: TokenBucket(now: now), passwords: TokenBucket(now: now))
        clientsBySID[entropy.name] = id
        channels[hello.channel, default: MemberChannel()].users[userid] = id
        return id
    }

    private func client(_ resume: String, in channel: String) -> ClientID? {
        let parts = resume.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let id = clientsBySID[parts[0]], let client = clients[id],
            client.channel == channel, Secret.matches(parts[1], client.secret)
        else { return nil }
        return id
    }

    /// A client is back: the old socket goes, and what was missed follows the welcome.
    private mutating func comeBack(
        _ client: ClientID, _ hello: Hello, id: UInt64?, on connection: ConnectionID
    ) {
        if let old = clients[client]?.connection {
            drop(old, .replaced)
        }
        forgetUnansweredJoin(client)
        stopPulling(client)
        bind(client, to: connection)
        let missed = hello.isFresh ? nil : clients[client]?.events.after(hello.lastEvent).map(Array.init)
        if let missed {
            emitWelcome(to: client, id: id, connection, isResumed: true, lastEvent: hello.lastEvent)
            for event in missed {
                emit(.event(event, to: [connection]))
            }
        } else {
            if hello.isFresh { startMediaAnew(client) } else { offerAnew(to: client) }
            clients[client]?.events.clear()
            let last = clients[client]?.events.last ?? 0
            emitWelcome(to: client, id: id, connection, isResumed: true, lastEvent: last)
            post(.roomState(clients[client]?.room.flatMap { state(of: $0, for: client) }), to: [client])
        }
        setAway(client, false)
        resumeFiles(of: client, isFresh: hello.isFresh)
    }

    private mutating func bind(_ client: ClientID, to connection: ConnectionID) {
        silent.remove(connection)
        connections[connection]?.client = client
        clients[client]?.connection = connection
        clients[client]?.address = connections[connection]?.address ?? ""
        clients[client]?.nextPing = now + limits.heartbeat
        clients[client]?.unanswered = 0
        setLeaving(client, false)
    }

    /// Notes that a client's page goes, or is back; a page that goes watches no more.
    private mutating func setLeaving(_ id: ClientID, _ isLeaving: Bool) {
        guard let client = clients[id], client.isLeaving != isLeaving else { return }
        clients[id]?.isLeaving = isLeaving
        if let key = client.room, rooms[key]?.members[id]?.role == .viewer { changedAudiences.insert(key) }
    }

    private mutating func emitWelcome(
        to client: ClientID, id: UInt64?, _ connection: ConnectionID, isResumed: Bool, lastEvent: UInt64
    ) {
        guard let client = clients[client] else { return }
        let welcome = Welcome(
            sid: client.sid, resume: "\(client.sid).\(client.secret)", userid: client.userid,
            isResumed: isResumed, lastEvent: lastEvent,
            graceMs: Int(limits.grace.wholeNanoseconds / 1_000_000),
            heartbeatMs: Int(limits.heartbeat.wholeNanoseconds / 1_000_000))
        emit(.reply(connection, id, .welcome(welcome)))
    }

    /// The client answered a ping.
    mutating func heard(_ client: ClientID, _ received: UInt64?) -> MemberReply? {
        clients[client]?.unanswered = 0
        if let received {
            clients[client]?.events.confirm(received)
        }
        setAway(client, false)
        return nil
    }

    /// The client's socket is gone.
    mutating func lose(_ client: ClientID) {
        clients[client]?.connection = nil
        forgetUnansweredJoin(client)
        stopPulling(client)
        setAway(client, true)
    }

    /// Notes that a client is silent or back, and tells its room.
    mutating func setAway(_ id: ClientID, _ isAway: Bool) {
        guard let client = clients[id], client.isAway != isAway else { return }
        clients[id]?.isAway = isAway
        clients[id]?.graceUntil = isAway ? now + limits.grace : nil
        guard let key = client.room, rooms[key]?.members[id]?.isListed == true else { return }
        tellState(of: id, in: key)
        if !isAway {
            findModerator(key)
        }
    }

    /// `bye`: the client won't come back.
    mutating func leaveForGood(_ client: ClientID, id: UInt64?) -> MemberReply? {
        let connection = clients[client]?.connection
        remove(client, .left)
        if let connection {
            emit(.reply(connection, id, .done))
            drop(connection, .goodbye)
        }
        return nil
    }

    /// `bye` with `withinMs`: nobody can tell whether a page is being closed or loaded again, so others hear of it
    /// when it isn't back soon.
    mutating func leave(_ client: ClientID, unlessBackWithin time: Duration) -> MemberReply? {
        guard let connection = clients[client]?.connection else { return nil }
        lose(client)
        clients[client]?.graceUntil = now + min(time, limits.grace)
        setLeaving(client, true)
        drop(connection, .goodbye)
        return nil
    }

    /// The one way out of the directory for a client.
    mutating func remove(_ id: ClientID, _ reason: LeaveReason) {
        leaveRoom(id, reason)
        withdraw(id)
        _ = hangUp(id)
        guard let client = clients.removeValue(forKey: id) else { return }
        clientsBySID[client.sid] = nil
        changedExtras.remove(id)
        channels[client.channel]?.watchers.remove(id)
        channels[client.channel]?.users[client.userid] = nil
        if channels[client.channel]?.users.isEmpty == true {
            channels[client.channel] = nil
        }
        if let connection = client.connection {
            connections[connection]?.client = nil
        }
    }
}

extension MemberRefusal {
    /// Only who publishes by WHIP has such a userid.
    static let keptUserid = MemberRefusal(
        .badArgument, "userids that begin so are those of WHIP publishers", field: "userid")

    /// Somebody has the userid.
    static func taken(_ userid: String, _ entropy: Entropy) -> MemberRefusal {
        var refusal = MemberRefusal(.useridTaken, "somebody in the channel has this userid", field: "userid")
        refusal.suggestion = "\(userid.prefix(Limits.nameLength - 9))-\(entropy.suffix)"
        return refusal
    }
}
