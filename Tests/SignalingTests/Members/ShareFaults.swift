// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// What is wrong with what WHEP was told of a world's rooms.
struct ShareFaults {
    private let world: MemberWorld

    init(_ world: MemberWorld) {
        self.world = world
    }

    /// The first fault, if there is one.
    var first: String? {
        if Set(world.shares.keys) != Set(world.directory.shares.keys.map(\.sessionid)) {
            return "rooms are shared that aren't"
        }
        return repetition ?? world.shares.lazy.compactMap { room($0.key, $0.value) }.first ?? missing
    }

    private var repetition: String? {
        guard world.news.count >= 2, case .shares(let last, let room) = world.news[world.news.count - 1],
            case .shares(last, room) = world.news[world.news.count - 2]
        else { return nil }
        return "the same is told of \(room) twice"
    }

    private func room(_ name: String, _ shares: RoomShares) -> String? {
        guard let room = world.room(name, in: "*"), room.phase != .opening else {
            return "\(name) is not there"
        }
        if room.isProtected || room.isLocked || room.knocks {
            return shares.isClosed && shares.streams.isEmpty && shares.programme == nil
                ? nil : "\(name) is not for everybody"
        }
        for shared in shares.streams {
            guard let stream = room.streams[shared.name], stream.broadcast == shared.broadcast,
                stream.phase == .live, stream.audience == nil, room.absent[stream.owner]?.broadcast == nil
            else { return "\(shared.name) is no stream for everybody" }
            if let fault = held(stream, shared.held, room) { return fault }
        }
        return nil
    }

    /// What flows to everybody would flow to a viewer who joins now.
    func held(_ stream: MemberStream, _ held: MediaTracks, _ room: MemberRoom) -> String? {
        for (kind, isHeld) in [(MediaKind.audio, held.audio), (stream.picture ?? .video, held.video)] {
            let mayFlow =
                stream.kinds.contains(kind) && room.mayPublish(stream.owner, kind)
                && reaches(stream.owner, room)
            let isSilent =
                stream.silent.contains(kind.track)
                || room.members[stream.owner]?.holds.all.contains(kind.track) == true
            if isHeld != (!mayFlow || isSilent) { return "\(kind) of \(stream.id) is held, or not" }
        }
        return nil
    }

    private func reaches(_ owner: ClientID, _ room: MemberRoom) -> Bool {
        let role = (room.members[owner] ?? room.absent[owner]?.member)?.role
        switch room.subscribe {
        case .none: return false
        case .owner: return role == .moderator
        case .all: return role == .moderator || role == .broadcaster || !room.session.isBroadcast
        }
    }

    /// Live streams for everybody of open rooms that were not shared.
    private var missing: String? {
        for (key, room) in world.directory.rooms where key.channel == "*" && room.phase != .opening {
            guard !room.isProtected, !room.isLocked, !room.knocks else { continue }
            for stream in room.streams.values
            where stream.phase == .live && stream.audience == nil
                && room.absent[stream.owner]?.broadcast == nil
            {
                let isReached = reaches(stream.owner, room)
                let isShared = world.shares[key.sessionid]?.streams.contains { $0.name == stream.id } == true
                if isReached != isShared { return "\(stream.id) is shared, or not" }
            }
        }
        return nil
    }
}
