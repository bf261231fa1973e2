// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// Random steps in a small world; after each of them the directory must be consistent.
@Suite("RoomDirectory, any order of steps")
struct RoomDirectoryPropertyTests {
    @Test(arguments: UInt64(1)...200)
    func `the invariants hold after every step`(seed: UInt64) throws {
        var world = World(seed: seed)
        for step in 0..<400 {
            let what = world.step()
            let fault = world.fault()
            try #require(fault == nil, "seed \(seed), step \(step), \(what): \(fault ?? "")")
        }
        for room in ["r", "s"] { world.apply(world.directory.share(RoomShares(), in: room)) }
        #expect(world.directory.shares.isEmpty, "seed \(seed)")
        world.apply(world.directory.closeAll())
        #expect(world.directory.rooms.isEmpty && world.directory.sessions.isEmpty, "seed \(seed)")
        #expect(world.directory.unconnected.isEmpty, "seed \(seed)")
        #expect(world.open.isEmpty, "seed \(seed): sessions without an end \(world.open)")
    }
}

/// The directory, what a media plane would know beside it, and a source of steps.
private struct World {
    var directory: RoomDirectory
    /// The sessions that began and of which no end was told.
    var open: Set<SessionID> = []
    private var random: SplitMix64
    private var now = Duration.zero
    private var made = 0
    private let limits: RoomLimits

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
        var limits = RoomLimits()
        limits.sessions = 24
        limits.unconnectedSessions = 12
        limits.broadcastsPerRoom = 3
        self.limits = limits
        directory = RoomDirectory(
            duplicatePublisher: seed.isMultiple(of: 2) ? .takeover : .reject, limits: limits)
    }

    mutating func step() -> String {
        now += .milliseconds(Int.random(in: 0...2_000, using: &random))
        let broadcast = BroadcastID(room: pick(["r", "s"]), name: pick(["a", "b", "c", "d"]))
        let some =
            directory.sessions.keys.sorted { $0.text < $1.text }.randomElement(using: &random) ?? fresh()
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1, 2: return publish(broadcast)
        case 3, 4, 5:
            return watch(Bool.random(using: &random) ? .room(broadcast.room) : .broadcast(broadcast))
        case 6, 7: directory.connected(some, now: now)
        case 8, 9: goLive(some)
        case 10: apply(directory.ended(some, .iceFailed))
        case 11: apply(directory.leave(some) ?? [])
        case 12: apply(directory.expire(now: now))
        case 13, 14: return share(in: broadcast.room)
        default: directory.counterOfferAccepted(some, now: now)
        }
        return "session \(some.text)"
    }

    private mutating func publish(_ broadcast: BroadcastID) -> String {
        let id = fresh()
        guard (try? directory.publish(broadcast, as: id, now: now)) != nil else { return "refused publisher" }
        if Int.random(in: 0..<5, using: &random) == 0 {
            directory.abandon(id)
        } else {
            open.insert(id)
            apply(directory.answered(id, iceTag: id.text, now: now))
        }
        return "publisher \(id.text)"
    }

    private mutating func watch(_ target: WatchTarget) -> String {
        let id = fresh()
        guard let live = try? directory.watch(target, as: id, now: now) else { return "refused viewer" }
        let playing = Array(live.prefix(2))
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            directory.abandon(id)
        case 1:
            open.insert(id)
            directory.counterOffered(id, iceTag: id.text, playing: playing, now: now)
        default:
            open.insert(id)
            if Int.random(in: 0..<8, using: &random) == 0 {
                directory.connected(id, now: now)
            }
            apply(directory.answered(id, iceTag: id.text, playing: playing, now: now))
        }
        return "viewer \(id.text)"
    }

    /// The members of a room share other streams, or hold others back.
    private mutating func share(in room: String) -> String {
        var shares = RoomShares()
        shares.isClosed = Int.random(in: 0..<5, using: &random) == 0
        for name in ["b", "c", "d", "e"] where !shares.isClosed && Bool.random(using: &random) {
            let source = BroadcastID(
                room: "members/\(room)", name: "\(name)\(Int.random(in: 0..<2, using: &random))")
            let held = MediaTracks(audio: Bool.random(using: &random))
            shares.streams.append(SharedStream(name: name, broadcast: source, held: held))
        }
        apply(directory.share(shares, in: room))
        return "\(room) shares \(shares)"
    }

    private mutating func goLive(_ id: SessionID) {
        if case .publisher(let broadcast)? = directory.sessions[id]?.role {
            apply(directory.live(broadcast, by: id, now: now))
        }
    }

    mutating func apply(_ effects: [RoomEffect]) {
        for case .ended(let session, _) in effects {
            open.remove(session.id)
        }
    }

    private mutating func fresh() -> SessionID {
        made += 1
        return SessionID(text: "s\(made)")
    }

    private mutating func pick(_ names: [String]) -> String {
        names.randomElement(using: &random) ?? ""
    }

    /// What is wrong, if anything is.
    func fault() -> String? {
        if directory.sessions.count > limits.sessions { return "too many sessions" }
        if Set(directory.sessions.keys) != open {
            return "sessions that began and those that are there differ"
        }
        let withDeadline = Set(directory.sessions.values.filter { $0.deadline != nil }.map(\.id))
        if withDeadline != directory.unconnected { return "deadlines and unconnected sessions differ" }
        for (name, room) in directory.rooms {
            if let fault = fault(of: room, name) { return fault }
        }
        return directory.sessions.values.lazy.compactMap(fault(of:)).first
    }

    private func fault(of room: Room, _ name: String) -> String? {
        if room.isEmpty { return "an empty room" }
        if room.connectedViewers != connectedCount(room.viewers) { return "viewers of a room miscounted" }
        if room.broadcasts.count > limits.broadcastsPerRoom { return "too many broadcasts" }
        let orders = room.broadcasts.values.compactMap(\.liveOrder)
        if Set(orders).count != orders.count { return "two broadcasts went live at once" }
        for (broadcastName, broadcast) in room.broadcasts {
            let id = BroadcastID(room: name, name: broadcastName)
            if broadcast.connectedViewers != connectedCount(broadcast.viewers) { return "viewers miscounted" }
            if broadcast.isAbandoned { return "an abandoned broadcast" }
            if broadcast.isLive, broadcast.publisher == nil, broadcast.source == nil {
                return "live without a publisher"
            }
            if let fault = fault(ofShared: broadcast, id) { return fault }
            if let publisher = broadcast.publisher, directory.sessions[publisher]?.phase != .connected {
                return "a publisher that is not connected"
            }
            if broadcast.candidates.contains(where: { directory.sessions[$0]?.role != .publisher(id) }) {
                return "a candidate that is no publisher of this"
            }
            if broadcast.viewers.contains(where: { directory.sessions[$0]?.playing.contains(id) != true }) {
                return "a viewer that doesn't play this"
            }
            if !broadcast.viewers.isSubset(of: room.viewers) { return "a viewer that is not in the room" }
        }
        return nil
    }

    private func fault(ofShared broadcast: Broadcast, _ id: BroadcastID) -> String? {
        let stream = directory.shares[id.room]?.streams.first { $0.name == id.name }
        var isTaken = broadcast.publisher != nil || !broadcast.candidates.isEmpty
        let isAwaited = broadcast.viewers.contains { directory.sessions[$0]?.sources.contains(id) == true }
        guard let source = broadcast.source else {
            isTaken = isTaken || isAwaited
            return stream != nil && !isTaken ? "a stream that is free to be shared, and isn't" : nil
        }
        if isTaken { return "two publish one name" }
        return source == stream?.broadcast ? nil : "a stream that isn't shared is played"
    }

    /// What a viewer plays of members is shared now, or held back.
    private func isHeldRight(_ session: Session, _ room: String) -> Bool {
        let streams = directory.shares[room]?.streams ?? []
        return session.sources.filter { $0.room != room }.allSatisfy { source in
            let held = streams.first { $0.broadcast == source }?.held ?? .both
            return session.held[source] ?? MediaTracks() == held
        }
    }

    private func connectedCount(_ ids: Set<SessionID>) -> Int {
        ids.count { directory.sessions[$0]?.phase == .connected }
    }

    private func fault(of session: Session) -> String? {
        let isConnected = session.phase == .connected
        if isConnected != (session.deadline == nil) { return "a deadline that doesn't fit the phase" }
        switch session.role {
        case .publisher(let id):
            let broadcast = directory.rooms[id.room]?.broadcasts[id.name]
            switch session.phase {
            case .connected where broadcast?.publisher != session.id:
                return "a connected session publishes nothing"
            case .connecting where broadcast?.candidates.contains(session.id) != true:
                return "a lost candidate"
            case .counterOffered: return "a publisher with a counter-offer"
            default: return nil
            }
        case .viewer(let target):
            if !isHeldRight(session, target.room) { return "something is held back, or not" }
            let shared = directory.shares[target.room]?.streams.map(\.broadcast) ?? []
            if !session.sources.isEmpty,
                session.sources.allSatisfy({ $0.room != target.room && !shared.contains($0) })
            {
                return "a viewer of nothing"
            }
            return directory.rooms[target.room]?.viewers.contains(session.id) == true
                ? nil : "a viewer outside"
        }
    }
}
