// SPDX-License-Identifier: Apache-2.0

/// Every room, broadcast and session of this relay: who may publish, who watches what, and what went live
/// when.
///
/// A value without clock, randomness or task: each step takes `now` (time since an arbitrary start) and what
/// happened, and gives back the ``RoomEffect``s. Knows nothing of HTTP, so that any control protocol can act
/// on the same rooms.
///
/// A session goes through `publish` or `watch`, then `answered` (or `counterOffered`, or `abandon` if the
/// media plane refused), then `connected`, and leaves by `leave`, `ended`, `expire` or by being superseded.
struct RoomDirectory: Sendable {
    /// What happens to a second publisher.
    let duplicatePublisher: DuplicatePublisherPolicy
    /// The bounds and deadlines.
    let limits: RoomLimits
    /// The rooms by name.
    var rooms: [String: Room] = [:]
    /// What members share, by rooms' names; told by the members' side, which bounds it.
    var shares: [String: RoomShares] = [:]
    /// The sessions by id.
    private(set) var sessions: [SessionID: Session] = [:]
    /// The sessions that have a deadline.
    private(set) var unconnected: Set<SessionID> = []
    /// How many broadcasts ever went live: the next place in the live order.
    private var liveCount: UInt64 = 0

    /// An empty directory.
    init(duplicatePublisher: DuplicatePublisherPolicy = .takeover, limits: RoomLimits = RoomLimits()) {
        self.duplicatePublisher = duplicatePublisher
        self.limits = limits
    }

    // MARK: Coming

    /// A publisher asks for `broadcast`; the session is `opening` if this doesn't throw.
    mutating func publish(_ broadcast: BroadcastID, as id: SessionID, now: Duration) throws(RoomRefusal) {
        let present = rooms[broadcast.room]?.broadcasts[broadcast.name]
        // A member's stream is nobody's to take over.
        guard present?.source == nil else { throw .alreadyPublishing }
        if duplicatePublisher == .reject, let present, present.publisher != nil || !present.candidates.isEmpty
        {
            throw .alreadyPublishing
        }
        if present == nil, (rooms[broadcast.room]?.broadcasts.count ?? 0) >= limits.broadcastsPerRoom {
            throw .tooManyBroadcasts
        }
        try begin(id, .publisher(broadcast), now: now)
        update(broadcast) { $0.candidates.insert(id) }
    }

    /// A viewer asks for `target`; gives what of it is live, in live order. The session is `opening` if this
    /// doesn't throw.
    mutating func watch(
        _ target: WatchTarget,
        as id: SessionID,
        now: Duration
    ) throws(RoomRefusal) -> [BroadcastID] {
        let live = liveBroadcasts(of: target)
        guard !live.isEmpty else { throw shares[target.room]?.isClosed == true ? .notPublic : .notLive }
        try begin(id, .viewer(target), now: now)
        rooms[target.room, default: Room()].viewers.insert(id)
        return live
    }

    /// The media plane answered the offer; a viewer receives `playing`, a publisher sends `tracks`.
    ///
    /// A viewer is closed if it plays only what members shared until just now. A publisher that was still connecting to the same broadcast is superseded and closed.
    mutating func answered(
        _ id: SessionID,
        iceTag: String,
        playing: [BroadcastID] = [],
        tracks: MediaTracks = MediaTracks(),
        now: Duration
    ) -> [RoomEffect] {
        sessions[id]?.iceTag = iceTag
        sessions[id]?.tracks = tracks
        play(playing, by: id)
        let effects = settle(id)
        guard sessions[id]?.phase == .opening else { return effects }
        sessions[id]?.phase = .connecting
        sessions[id]?.deadline = now + limits.connectDeadline
        return effects + supersedeCandidates(by: id)
    }

    /// The media plane made a counter-offer that carries `playing`; the viewer has
    /// ``RoomLimits/counterOfferDeadline`` to answer it.
    @discardableResult
    mutating func counterOffered(
        _ id: SessionID, iceTag: String, playing: [BroadcastID], now: Duration
    ) -> [RoomEffect] {
        guard sessions[id]?.phase == .opening else { return [] }
        sessions[id]?.phase = .counterOffered
        sessions[id]?.iceTag = iceTag
        sessions[id]?.deadline = now + limits.counterOfferDeadline
        play(playing, by: id)
        return settle(id)
    }

    /// The viewer answered the counter-offer.
    mutating func counterOfferAccepted(_ id: SessionID, now: Duration) {
        guard sessions[id]?.phase == .counterOffered else { return }
        sessions[id]?.phase = .connecting
        sessions[id]?.deadline = now + limits.connectDeadline
    }

    /// The media plane refused the offer: the session never was.
    @discardableResult
    mutating func abandon(_ id: SessionID) -> [RoomEffect] {
        remove(id, reason: nil)
    }

    /// ICE was restarted: the session has a new entity tag.
    mutating func restarted(_ id: SessionID, iceTag: String) {
        sessions[id]?.iceTag = iceTag
    }

    // MARK: What the media plane tells

    /// The session's transport stands. A publisher now is the broadcast's publisher, and the one before is
    /// replaced.
    mutating func connected(_ id: SessionID, now: Duration) {
        guard let session = sessions[id] else { return }
        switch session.phase {
        case .connected, .replaced: return
        case .opening, .counterOffered, .connecting: break
        }
        sessions[id]?.phase = .connected
        sessions[id]?.deadline = nil
        unconnected.remove(id)
        guard case .publisher(let broadcast) = session.role else { return count(session, by: 1) }
        if let old = rooms[broadcast.room]?.broadcasts[broadcast.name]?.publisher {
            replace(old, now: now)
        }
        update(broadcast) { broadcast in
            broadcast.candidates.remove(id)
            broadcast.publisher = id
        }
    }

    /// The publisher's first media arrived. A broadcast that was live through a takeover keeps its place.
    mutating func live(_ broadcast: BroadcastID, by id: SessionID, now: Duration) -> [RoomEffect] {
        guard sessions[id]?.role == .publisher(broadcast) else { return [] }
        connected(id, now: now)
        guard sessions[id]?.isLive == false else { return [] }
        sessions[id]?.isLive = true
        guard let present = rooms[broadcast.room]?.broadcasts[broadcast.name], present.publisher == id
        else { return [] }
        guard !present.isLive else { return [.renewed(broadcast)] }
        let order = nextLiveOrder()
        update(broadcast) { $0.liveOrder = order }
        return [.wentLive(broadcast)]
    }

    /// The media plane ended the session.
    mutating func ended(_ id: SessionID, _ reason: SessionEndReason) -> [RoomEffect] {
        remove(id, reason: reason)
    }

    // MARK: Going

    /// The client is leaving. Gives nil if there is no such session.
    mutating func leave(_ id: SessionID) -> [RoomEffect]? {
        guard sessions[id] != nil else { return nil }
        return [.close(id)] + remove(id, reason: .closed)
    }

    /// Gives up the sessions whose deadline is over.
    mutating func expire(now: Duration) -> [RoomEffect] {
        unconnected
            .filter { id in sessions[id]?.deadline.map { $0 <= now } ?? true }
            .flatMap { id in [.close(id)] + remove(id, reason: .timeout) }
    }

    /// Ends every session.
    mutating func closeAll() -> [RoomEffect] {
        sessions.keys.flatMap { id in [.close(id)] + remove(id, reason: .shutdown) }
    }

    // MARK: Looking

    /// What of `target` is live, in live order.
    func liveBroadcasts(of target: WatchTarget) -> [BroadcastID] {
        let isProgramme =
            switch target {
            case .room: true
            case .broadcast(let id): id.name == Programme.name
            }
        if isProgramme, let programme = rooms[target.room]?.programme {
            return isOnAir(target.room, programme) ? [.programme(of: target.room)] : []
        }
        if isProgramme, let programme = shares[target.room]?.programme {
            return programme.isOnAir ? [programme.broadcast] : []
        }
        switch target {
        case .room(let name):
            return (rooms[name]?.liveNames ?? []).map { source(BroadcastID(room: name, name: $0)) }
        case .broadcast(let id):
            let isLive = rooms[id.room]?.broadcasts[id.name]?.isLive ?? false
            return isLive ? [source(id)] : []
        }
    }

    /// What can be told of the room `name`.
    func snapshot(of name: String) -> RoomSnapshot? {
        guard let room = rooms[name] else { return nil }
        let broadcasts = room.listedNames.compactMap { broadcast in
            room.broadcasts[broadcast].map {
                BroadcastSnapshot(
                    name: broadcast, live: $0.isLive, viewers: $0.connectedViewers,
                    source: $0.source ?? BroadcastID(room: name, name: broadcast))
            }
        }
        return RoomSnapshot(
            name: name, viewers: room.connectedViewers, broadcasts: broadcasts,
            programme: room.programme ?? sharedProgramme(of: name))
    }

    /// What can be told of every room, by name. Rooms that members keep unlisted, and in which nobody publishes by WHIP,
    /// are left out.
    func snapshots() -> [RoomSnapshot] {
        rooms.filter { name, room in
            shares[name]?.isListed != false
                || room.broadcasts.values.contains { $0.source == nil && $0.isLive }
        }
        .keys.sorted().compactMap { snapshot(of: $0) }
    }
}

// MARK: - The steps' parts

extension RoomDirectory {
    private mutating func begin(_ id: SessionID, _ role: Session.Role, now: Duration) throws(RoomRefusal) {
        precondition(sessions[id] == nil, "a session id is used once")
        guard sessions.count < limits.sessions else { throw .tooManySessions }
        guard unconnected.count < limits.unconnectedSessions else { throw .tooManyUnconnected }
        var session = Session(id: id, role: role, begun: now)
        session.deadline = now + limits.connectDeadline
        sessions[id] = session
        unconnected.insert(id)
    }

    private mutating func play(_ broadcasts: [BroadcastID], by id: SessionID) {
        guard case .viewer(let target)? = sessions[id]?.role else { return }
        guard sessions[id]?.playing.isEmpty == true else { return }
        // A programme is no broadcast of the room's: who watches it watches the room.
        let playing = broadcasts.compactMap { broadcast(of: $0, in: target.room) }
        sessions[id]?.playing = playing
        sessions[id]?.sources = broadcasts
        let isConnected = sessions[id]?.phase == .connected
        for broadcast in playing {
            update(broadcast) { broadcast in
                broadcast.viewers.insert(id)
                broadcast.connectedViewers += isConnected ? 1 : 0
            }
        }
    }

    /// Counts a viewer that connected, or that was connected and goes.
    private mutating func count(_ viewer: Session, by change: Int) {
        rooms[viewer.role.room]?.connectedViewers += change
        for broadcast in viewer.playing {
            rooms[broadcast.room]?.broadcasts[broadcast.name]?.connectedViewers += change
        }
    }

    /// Closes the publishers that were answered earlier for the same broadcast and never connected.
    private mutating func supersedeCandidates(by id: SessionID) -> [RoomEffect] {
        guard case .publisher(let broadcast)? = sessions[id]?.role,
            let candidates = rooms[broadcast.room]?.broadcasts[broadcast.name]?.candidates
        else { return [] }
        return
            candidates
            .filter { $0 != id && sessions[$0]?.phase == .connecting }
            .flatMap { old in [.close(old)] + remove(old, reason: .replaced) }
    }

    /// The media plane ends a replaced publisher by itself; the deadline is for a media plane that doesn't.
    private mutating func replace(_ old: SessionID, now: Duration) {
        sessions[old]?.phase = .replaced
        sessions[old]?.deadline = now + limits.connectDeadline
        unconnected.insert(old)
    }

    /// The one way out of the directory.
    private mutating func remove(_ id: SessionID, reason: SessionEndReason?) -> [RoomEffect] {
        guard let session = sessions.removeValue(forKey: id) else { return [] }
        unconnected.remove(id)
        var effects: [RoomEffect] = []
        switch session.role {
        case .publisher(let broadcast):
            effects += detachPublisher(id, from: broadcast)
        case .viewer(let target):
            if session.phase == .connected {
                count(session, by: -1)
            }
            rooms[target.room]?.viewers.remove(id)
            for broadcast in session.playing {
                update(broadcast) { $0.viewers.remove(id) }
            }
            forgetIfEmpty(target.room)
            for broadcast in session.playing { effects += placeShared(broadcast) }
        }
        if let reason {
            effects.append(.ended(session, reason))
        }
        return effects
    }

    private mutating func detachPublisher(_ id: SessionID, from broadcast: BroadcastID) -> [RoomEffect] {
        var wentSilent = false
        update(broadcast) { broadcast in
            broadcast.candidates.remove(id)
            guard broadcast.publisher == id else { return }
            broadcast.publisher = nil
            wentSilent = broadcast.isLive
            broadcast.liveOrder = nil
        }
        return (wentSilent ? [.wentSilent(broadcast)] : []) + placeShared(broadcast)
    }

    /// The next place in the live order.
    mutating func nextLiveOrder() -> UInt64 {
        liveCount += 1
        return liveCount
    }

    /// Notes what a viewer is not sent.
    mutating func setHeld(_ held: [BroadcastID: MediaTracks], of id: SessionID) {
        sessions[id]?.held = held
    }

    /// Changes a broadcast, which appears if it wasn't there, and goes if nobody is left.
    mutating func update(_ id: BroadcastID, _ change: (inout Broadcast) -> Void) {
        change(&rooms[id.room, default: Room()].broadcasts[id.name, default: Broadcast()])
        rooms[id.room]?.forgetIfAbandoned(id.name)
        forgetIfEmpty(id.room)
    }

    private mutating func forgetIfEmpty(_ room: String) {
        if rooms[room]?.isEmpty == true {
            rooms[room] = nil
        }
    }
}
