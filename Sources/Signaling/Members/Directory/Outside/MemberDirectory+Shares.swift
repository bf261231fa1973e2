// SPDX-License-Identifier: Apache-2.0

/// What of a room can be watched by WHEP: what a viewer would get who comes in now and of whom nothing is known.
extension MemberDirectory {
    /// What anybody may have of the room may have changed: what it gives to WHEP, and what its programme shows.
    mutating func sharesChanged(_ key: RoomKey) {
        if rooms[key]?.programme != nil { changedProgrammes.insert(key) }
        guard key.channel == OutsideBroadcast.channel, Name.isValid(key.sessionid) else { return }
        changedShares.insert(key)
    }

    /// Tells what changed of it.
    mutating func settleShares() {
        for key in changedShares.sorted(by: { $0.sessionid < $1.sessionid }) {
            let shares = shares(of: key)
            guard shares != self.shares[key] ?? RoomShares() else { continue }
            self.shares[key] = shares == RoomShares() ? nil : shares
            emit(.news(.shares(shares, room: key.sessionid)))
        }
        changedShares = []
    }

    private func shares(of key: RoomKey) -> RoomShares {
        guard let room = rooms[key], room.phase != .opening else { return RoomShares() }
        var shares = RoomShares(isClosed: !room.isOpenToAll, isListed: room.isListed)
        let streams = room.streams.values.sorted { $0.number < $1.number }
        shares.blocked = room.awayOutside.compactMapValues { away in
            away.blocked.isEmpty ? nil : MediaTracks(away.blocked)
        }
        for stream in streams where isOutside(stream, in: key) && !stream.blocked.isEmpty {
            shares.blocked[stream.broadcast.name] = MediaTracks(stream.blocked)
        }
        guard room.isOpenToAll else { return shares }
        shares.streams = streams.filter { stream in
            stream.phase == .live && Name.isValid(stream.id) && !isOutside(stream, in: key)
                && stream.kinds.contains { room.mayBeWatched(stream, $0) }
        }
        .prefix(Limits.broadcastsPerRoom).map { stream in
            SharedStream(name: stream.id, broadcast: stream.broadcast, held: room.held(stream))
        }
        if let programme = room.programme {
            let stream = streams.first { $0.broadcast == programme.onAir }
            shares.programme = SharedProgramme(
                broadcast: programme.broadcast, isOnAir: stream != nil,
                name: stream.flatMap { name(of: $0, in: key, among: shares.streams) })
        }
        return shares
    }

    /// What WHEP calls a stream that is on air; nil if it is not among what it is told of.
    private func name(of stream: MemberStream, in key: RoomKey, among shared: [SharedStream]) -> String? {
        if isOutside(stream, in: key) { return stream.broadcast.name }
        return shared.first { $0.broadcast == stream.broadcast }?.name
    }
}

extension MemberRoom {
    /// Whether nobody is refused who only wants to watch, unless the room is full.
    var isOpenToAll: Bool { !isProtected && !knocks && !isLocked && phase != .opening }

    /// Whether anybody may receive a kind of a stream.
    func mayBeWatched(_ stream: MemberStream, _ kind: MediaKind) -> Bool {
        stream.audience == nil && mayBeWatched(stream.owner, kind)
    }

    /// What of a stream isn't sent to those of whom nothing is known.
    func held(_ stream: MemberStream) -> MediaTracks {
        func isHeld(_ kind: MediaKind?) -> Bool {
            guard let kind, stream.kinds.contains(kind), mayBeWatched(stream, kind) else { return true }
            return stream.silent.contains(kind.track)
                || members[stream.owner]?.holds.all.contains(kind.track) == true
        }
        return MediaTracks(audio: isHeld(.audio), video: isHeld(stream.picture))
    }
}

extension MediaTracks {
    /// Tracks that are named by ``MediaKind/track``.
    fileprivate init(_ tracks: Set<MediaKind>) {
        self.init(audio: tracks.contains(.audio), video: tracks.contains(.video))
    }
}
