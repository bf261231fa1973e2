// SPDX-License-Identifier: Apache-2.0

/// Everybody who speaks the control protocol: their sessions, the channels, the rooms and who is what in them.
///
/// A value without clock, randomness or task: each step takes what happened, `now` (time since an arbitrary
/// start) and, where something must be unguessable, ``Entropy``, and gives back ``MemberEffect``s, to be done in
/// their order. Passwords are hashed outside and their results come back as steps.
///
/// The parts are in extensions: sessions, joins, rooms, members, messages, calls, media, deadlines.
struct MemberDirectory: Sendable {
    /// A socket, and who speaks on it.
    struct Connection: Sendable {
        let address: String
        /// Until when `hello` must come.
        let helloUntil: Duration
        /// Nil before `hello`.
        var client: ClientID?
    }

    /// Somebody's address before a room's door.
    struct Door: Hashable, Sendable {
        let address: String
        let key: RoomKey
    }

    /// The bounds and deadlines.
    let limits: MemberLimits
    var connections: [ConnectionID: Connection] = [:]
    var clients: [ClientID: Client] = [:]
    var clientsBySID: [String: ClientID] = [:]
    var channels: [String: MemberChannel] = [:]
    var rooms: [RoomKey: MemberRoom] = [:]
    /// Joins that wait for a room, in their order.
    var parked: [RoomKey: [ClientID]] = [:]
    var passwords = PasswordQueue()
    /// Wrong passwords by address; those by client are with the client.
    var wrongTries: [Door: WrongTries] = [:]
    /// The rooms without a moderator.
    var ownerless: Set<RoomKey> = []
    /// Rooms whose listing is to be told again, and whether members are to hear of it too.
    var changedRooms: [RoomKey: Bool] = [:]
    /// Rooms whose count of viewers is to be told again.
    var changedAudiences: Set<RoomKey> = []
    /// Clients whose extra is to be told again.
    var changedExtras: Set<ClientID> = []
    /// Connections that have not said hello.
    var silent: Set<ConnectionID> = []
    var nextSweep = Duration.zero
    /// Whose publishing connections these are.
    var publishers: [SessionID: ClientID] = [:]
    /// What lets streams be passed on.
    var tickets: [String: StreamTicket] = [:]
    /// Rooms in which it is to be looked at, when the step ends, who may receive what.
    var changedRights: [RoomKey: RightsChange] = [:]
    /// Whose programmes these are, by their names at the media plane.
    var programmes: [BroadcastID: RoomKey] = [:]
    /// Rooms in which members are to receive more in a moment.
    var additions: [RoomKey: Additions] = [:]
    /// What comes by WHIP, by rooms' and broadcasts' names; bounded by the sessions that WHIP may have.
    var outside: [String: [String: OutsideBroadcast]] = [:]
    /// What was told of rooms for WHEP, and rooms of which it may be something else.
    var shares: [RoomKey: RoomShares] = [:]
    var changedShares: Set<RoomKey> = []
    /// Rooms of whose programmes it may be something else that is held.
    var changedProgrammes: Set<RoomKey> = []
    var broadcastsBorn: UInt64 = 0
    /// Bytes of files that are kept for all rooms.
    var cachedFileBytes = 0
    /// Rooms by their pictures' names, and the bytes of all pictures.
    var previews: [String: RoomKey] = [:]
    var previewBytes = 0
    /// How many clients, rooms, streams and files there ever were.
    var clientsBorn: UInt64 = 0
    var filesBorn: UInt64 = 0
    var roomsBorn: UInt64 = 0
    var streamsBorn: UInt64 = 0
    /// The time of the step that is being taken.
    var now = Duration.zero
    /// What the step has to do so far.
    private var effects: [MemberEffect] = []

    /// An empty directory.
    init(limits: MemberLimits = MemberLimits()) {
        self.limits = limits
    }

    // MARK: Steps

    /// A socket is open.
    mutating func opened(_ connection: ConnectionID, address: String, now: Duration) -> [MemberEffect] {
        begin(now)
        guard silent.count < limits.silentConnections else {
            emit(.close(connection, .tooBusy))
            return finish()
        }
        connections[connection] = Connection(address: address, helloUntil: now + limits.helloDeadline)
        silent.insert(connection)
        return finish()
    }

    /// A request came.
    mutating func received(
        _ request: MemberRequest,
        id: UInt64?,
        from connection: ConnectionID,
        now: Duration,
        entropy: Entropy
    ) -> [MemberEffect] {
        begin(now)
        guard let place = connections[connection] else { return [] }
        do throws(MemberRefusal) {
            if case .hello(let hello) = request {
                try welcome(hello, id: id, on: connection, entropy)
            } else if let client = place.client {
                try take(request, of: client)
                if let reply = try answer(request, id: id, of: client, entropy) {
                    emit(.reply(connection, id, reply))
                }
            } else {
                throw MemberRefusal(.notAllowed, "the first message is hello")
            }
        } catch {
            emit(.reply(connection, id, .refused(error)))
        }
        return finish()
    }

    /// A message came that is no request, or a request that can't be taken now.
    mutating func unreadable(
        _ refusal: MemberRefusal, id: UInt64?, from connection: ConnectionID, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        guard let place = connections[connection] else { return [] }
        emit(.reply(connection, id, .refused(refusal)))
        if place.client == nil, refusal.code == .unsupportedProto {
            drop(connection, .unsupported)
        }
        return finish()
    }

    /// The socket is gone; the client may come back.
    mutating func closed(_ connection: ConnectionID, now: Duration) -> [MemberEffect] {
        begin(now)
        silent.remove(connection)
        if let client = connections.removeValue(forKey: connection)?.client {
            lose(client)
        }
        return finish()
    }

    /// A room's password was hashed.
    mutating func hashed(_ ticket: PasswordTicket, _ hash: PasswordHash, now: Duration) -> [MemberEffect] {
        begin(now)
        let birth = passwords.room
        if case .set(let key, _, _)? = passwords.finish(ticket)?.purpose, rooms[key]?.birth == birth {
            rooms[key]?.password = hash
        }
        workOnPasswords()
        return finish()
    }

    /// A password was checked.
    mutating func verified(_ ticket: PasswordTicket, _ isRight: Bool, now: Duration) -> [MemberEffect] {
        begin(now)
        let birth = passwords.room
        if case .join(let client)? = passwords.finish(ticket)?.purpose {
            checked(client, isRight, birth: birth)
        }
        workOnPasswords()
        return finish()
    }

    /// Whether there is nobody, nor anything that a deadline ends: no time that passes changes anything.
    var isVacant: Bool {
        connections.isEmpty && clients.isEmpty && rooms.isEmpty && parked.isEmpty && wrongTries.isEmpty
    }

    /// Time passed: does what is due.
    mutating func tick(now: Duration) -> [MemberEffect] {
        begin(now)
        tellChanges()
        addWhatIsDue()
        giveUpSilentConnections()
        giveUpOwnerlessRooms()
        if now >= nextSweep {
            nextSweep = now + limits.sweepInterval
            sweep()
        }
        return finish()
    }

    /// The relay stops: everybody is told, and may come back elsewhere.
    mutating func shutDown(now: Duration) -> [MemberEffect] {
        begin(now)
        post(.goaway, to: Array(clients.keys))
        for connection in Array(connections.keys) {
            drop(connection, .shuttingDown)
        }
        return finish()
    }

    // MARK: What steps are made of

    /// Adds an effect of this step.
    mutating func emit(_ effect: MemberEffect) {
        effects.append(effect)
    }

    /// Tells an event to clients, each at most once; those without a socket find it when they come back.
    mutating func post(_ event: MemberEvent, to receivers: some Sequence<ClientID>) {
        let sockets = receivers.compactMap { clients[$0]?.take(event, limits) ?? nil }
        if !sockets.isEmpty {
            emit(.event(event, to: sockets))
        }
    }

    /// Closes a connection and forgets it.
    mutating func drop(_ connection: ConnectionID, _ code: GoodbyeCode) {
        silent.remove(connection)
        if let client = connections.removeValue(forKey: connection)?.client {
            clients[client]?.connection = nil
        }
        emit(.close(connection, code))
    }

    /// Begins a step.
    mutating func begin(_ now: Duration) {
        self.now = now
    }

    /// Ends a step and gives what is to be done.
    mutating func finish() -> [MemberEffect] {
        settleRights()
        settleProgrammes()
        settleShares()
        defer { effects = [] }
        return effects
    }

    /// Counts a request against its client's rate. The heartbeat is ours, and nobody is kept from going.
    private mutating func take(_ request: MemberRequest, of client: ClientID) throws(MemberRefusal) {
        switch request {
        case .pong, .bye, .byeUnlessBack: return
        case .data(let request):
            // Whoever draws sends more than anybody asks.
            if let wait = clients[client]?.traffic.take(request, limits.data, now: now) {
                throw .rateLimited(wait)
            }
            return
        default: break
        }
        if let wait = clients[client]?.requests.take(limits.requestRate, now: now) {
            throw .rateLimited(wait)
        }
    }
}

extension MemberRefusal {
    /// Too many requests.
    static func rateLimited(_ wait: Duration) -> MemberRefusal {
        var refusal = MemberRefusal(.rateLimited, "too many in a second")
        refusal.retryAfter = wait
        return refusal
    }
}
