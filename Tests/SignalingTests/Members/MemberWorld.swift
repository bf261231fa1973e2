// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// A directory with clients who keep what they are told, and passwords that are "hashed" when a test says so.
struct MemberWorld {
    /// What one connection got, in order.
    enum Item: Sendable {
        case reply(UInt64?, MemberReply)
        case event(MemberEvent)
        case ping(UInt64)
        case closed(GoodbyeCode)
        case data(DataEffect)
    }

    var directory: MemberDirectory
    var now = Duration.zero
    /// Everything by connection.
    private(set) var got: [ConnectionID: [Item]] = [:]
    /// What WHIP and WHEP were told, in order …
    private(set) var news: [RoomNews] = []
    /// … what of it holds of each room …
    private(set) var shares: [String: RoomShares] = [:]
    /// … and the broadcasts that were to be ended.
    private(set) var ended: [SessionID] = []
    /// What the media plane was asked for.
    var media = MemberWorldMedia()
    /// Whether passwords are worked on at once.
    var worksOnPasswords = true
    private(set) var passwordWork: [MemberEffect] = []
    private var random: SplitMix64
    private var connections: UInt64 = 0
    private var requests: UInt64 = 0

    init(seed: UInt64 = 1, limits: MemberLimits = MemberLimits()) {
        random = SplitMix64(state: seed)
        directory = MemberDirectory(limits: limits)
    }

    // MARK: Acting

    mutating func connect(from address: String = "10.0.0.1") -> ConnectionID {
        connections += 1
        let id = ConnectionID(number: connections)
        got[id] = []
        apply(directory.opened(id, address: address, now: now))
        return id
    }

    /// Connects and says hello.
    mutating func join(
        channel: String = "c", as userid: String, extra: String = "{}", from address: String = "10.0.0.1"
    ) -> ConnectionID {
        let id = connect(from: address)
        var hello = Hello(channel: channel, userid: userid)
        hello.extra = JSONText(validated: extra.utf8)
        say(.hello(hello), on: id)
        return id
    }

    /// Sends a request and gives its reply if it came at once.
    @discardableResult
    mutating func say(_ request: MemberRequest, on connection: ConnectionID) -> MemberReply? {
        requests += 1
        let entropy = Entropy(using: &random)
        apply(directory.received(request, id: requests, from: connection, now: now, entropy: entropy))
        return reply(requests, on: connection)
    }

    /// Sends a request as JSON and gives its reply if it came at once.
    @discardableResult
    mutating func say(_ json: String, on connection: ConnectionID) -> MemberReply? {
        let message = MemberRequest.read(Array(json.utf8))
        switch message.request {
        case .success(let request): return say(request, on: connection)
        case .failure(let refusal):
            requests += 1
            apply(directory.unreadable(refusal, id: requests, from: connection, now: now))
            return reply(requests, on: connection)
        }
    }

    /// The connection's socket has no parts of files left.
    mutating func drain(_ connection: ConnectionID) {
        apply(directory.drained(connection, now: now))
    }

    /// A WHIP broadcast begins, changes, or with nil ends.
    mutating func broadcast(_ id: BroadcastID, _ tracks: MediaTracks? = .both, by session: String = "whip") {
        let publication = tracks.map { WHIPPublication(session: SessionID(text: session), tracks: $0) }
        apply(directory.broadcast(id, by: publication, now: now))
    }

    mutating func close(_ connection: ConnectionID) {
        apply(directory.closed(connection, now: now))
    }

    /// Lets time pass in steps of the service's tick.
    mutating func pass(_ time: Duration, step: Duration = .milliseconds(500)) {
        let end = now + time
        while now < end {
            now = min(now + step, end)
            apply(directory.tick(now: now))
        }
    }

    /// As `pass`, while these answer every ping.
    mutating func pass(_ time: Duration, alive: [ConnectionID]) {
        let end = now + time
        while now < end {
            pass(min(.milliseconds(500), end - now))
            for connection in alive {
                say(.pong(received: nil), on: connection)
            }
        }
    }

    /// Does the password work that waits.
    mutating func workOnPasswords() {
        while !passwordWork.isEmpty {
            switch passwordWork.removeFirst() {
            case .hash(let ticket, let password):
                let hash = PasswordHash(salt: [], digest: Array(password.utf8))
                apply(directory.hashed(ticket, hash, now: now))
            case .verify(let ticket, let password, let hash):
                apply(directory.verified(ticket, hash.digest == Array(password.utf8), now: now))
            default: break
            }
        }
    }

    mutating func apply(_ effects: [MemberEffect]) {
        for effect in effects {
            switch effect {
            case .reply(let connection, let id, let reply): got[connection]?.append(.reply(id, reply))
            case .event(let event, let receivers):
                for connection in receivers { got[connection]?.append(.event(event)) }
            case .ping(let connection, let last): got[connection]?.append(.ping(last))
            case .close(let connection, let code): got[connection]?.append(.closed(code))
            case .hash, .verify: passwordWork.append(effect)
            case .media(let work): media.take(work)
            case .news(let piece):
                news.append(piece)
                switch piece {
                case .shares(let new, let room): shares[room] = new == RoomShares() ? nil : new
                case .end(_, let publisher): ended.append(publisher)
                }
            case .data(let effect):
                for connection in effect.receivers { got[connection]?.append(.data(effect)) }
            }
        }
        if worksOnPasswords { workOnPasswords() }
    }

    // MARK: Looking

    func reply(_ id: UInt64, on connection: ConnectionID) -> MemberReply? {
        for case .reply(let number?, let reply) in got[connection] ?? [] where number == id { return reply }
        return nil
    }

    /// The newest reply on a connection.
    func lastReply(_ connection: ConnectionID) -> MemberReply? {
        (got[connection] ?? []).reversed().lazy.compactMap { item in
            if case .reply(_, let reply) = item { reply } else { nil }
        }.first
    }

    /// The events that a connection got, in order.
    func events(_ connection: ConnectionID) -> [MemberEvent] {
        (got[connection] ?? []).compactMap { item in
            if case .event(let event) = item { event } else { nil }
        }
    }

    /// The data that a connection got beside events, in order.
    func data(_ connection: ConnectionID) -> [DataEffect] {
        (got[connection] ?? []).compactMap { item in
            if case .data(let effect) = item { effect } else { nil }
        }
    }

    func closes(_ connection: ConnectionID) -> [GoodbyeCode] {
        (got[connection] ?? []).compactMap { item in
            if case .closed(let code) = item { code } else { nil }
        }
    }

    func client(_ connection: ConnectionID) -> ClientID? {
        directory.connections[connection]?.client
    }

    func member(_ connection: ConnectionID) -> Member? {
        guard let id = client(connection), let key = directory.clients[id]?.room else { return nil }
        return directory.rooms[key]?.members[id]
    }

    func room(_ sessionid: String, in channel: String = "c") -> MemberRoom? {
        directory.rooms[RoomKey(channel: channel, sessionid: sessionid)]
    }

    /// What was welcomed on the connection.
    func welcome(_ connection: ConnectionID) -> Welcome? {
        for case .reply(_, .welcome(let welcome)) in got[connection] ?? [] { return welcome }
        return nil
    }
}

extension MemberReply {
    /// The code of a refusal.
    var code: MemberRefusal.Code? {
        if case .refused(let refusal) = self { refusal.code } else { nil }
    }

    var isDone: Bool { if case .done = self { true } else { false } }

    var isPending: Bool { if case .pending = self { true } else { false } }

    /// The state of a room that was entered.
    var state: RoomState? { if case .entered(let state, _) = self { state } else { nil } }

    /// Whether a room was opened rather than joined.
    var opened: Bool? { if case .entered(_, let opened) = self { opened } else { nil } }
}

extension DataEffect {
    /// Whom it is for.
    var receivers: [ConnectionID] {
        switch self {
        case .latest(_, _, _, let to), .binary(_, _, _, let to), .chunk(_, let to): to
        case .wanted(_, _, let sender): [sender]
        case .clear(let connection): [connection]
        }
    }
}
