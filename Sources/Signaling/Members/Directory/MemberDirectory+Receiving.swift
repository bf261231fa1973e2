// SPDX-License-Identifier: Apache-2.0

/// What each member is offered of what the others publish.
///
/// What somebody may no longer receive, or is paused, changes with the step. What is added is offered a little later
/// and together, since those who join come in crowds.
extension MemberDirectory {
    /// Members of whom it is to be looked at what they may receive, when the step ends.
    struct RightsChange: Sendable {
        var isEverybody = false
        var members: Set<ClientID> = []
    }

    /// Members to whom something is to be added.
    struct Additions: Sendable {
        let due: Duration
        var members: Set<ClientID> = []
    }

    /// Who may receive what in the room may have changed.
    mutating func rightsChanged(_ key: RoomKey) {
        changedRights[key, default: RightsChange()].isEverybody = true
        sharesChanged(key)
    }

    /// What one member may receive may have changed.
    mutating func rightsChanged(_ key: RoomKey, of id: ClientID) {
        changedRights[key, default: RightsChange()].members.insert(id)
    }

    /// Looks at the rooms whose rights changed, and at those that this changes.
    mutating func settleRights() {
        while let (key, change) = changedRights.popFirst() {
            if change.isEverybody { settleStreams(of: key) }
            settle(change, in: key)
        }
    }

    /// Ends, or narrows, what may not be published any more.
    private mutating func settleStreams(of key: RoomKey) {
        guard let room = rooms[key] else { return }
        for stream in room.streams.values.sorted(by: { $0.number < $1.number }) {
            let allowed = stream.kinds.filter { room.mayPublish(stream.owner, $0) }
            if allowed.isEmpty {
                remove(stream.id, from: key, .revoked)
                if stream.source == nil { closeIfIdle(stream.owner, in: key) }
            } else if allowed != stream.kinds {
                rooms[key]?.streams[stream.id]?.kinds = allowed
                tellUpdate(of: stream.id, in: key)
            }
            for copy in stream.copies { settleCopy(copy) }
        }
    }

    /// Whoever may publish nothing of what it did sends no more.
    private mutating func closeIfIdle(_ id: ClientID, in key: RoomKey) {
        guard uploads(of: id, in: key).isEmpty else { return }
        closePublication(of: id)
        note(.publishing, of: id, isLost: false)
    }

    private mutating func settle(_ change: RightsChange, in key: RoomKey) {
        guard let room = rooms[key] else { return }
        let streams = room.streams.values.filter { $0.phase == .live }.sorted { $0.number < $1.number }
        let members = change.isEverybody ? room.order : change.members.sorted()
        var newcomers: [String: [ClientID]] = [:]
        for id in members where room.members[id] != nil {
            look(id, at: streams, room, key, &newcomers)
        }
        for stream in streams {
            guard let receivers = newcomers[stream.id], let card = card(of: stream, in: key) else { continue }
            post(.streamAnnounced(card), to: receivers)
        }
        for id in members where room.members[id] != nil {
            pass(to: id, streams, room, key)
        }
    }

    /// Notes what a member sees, tells it what it doesn't any more, and gives what it is to be told of.
    private mutating func look(
        _ id: ClientID, at streams: [MemberStream], _ room: MemberRoom, _ key: RoomKey,
        _ newcomers: inout [String: [ClientID]]
    ) {
        guard let before = clients[id]?.sees else { return }
        let visible = streams.filter { mayReceive(id, $0, in: room) }
        let sees = Set(visible.map(\.id))
        guard sees != before else { return }
        clients[id]?.sees = sees
        for stream in streams where before.contains(stream.id) && !sees.contains(stream.id) {
            let userid = publisher(of: stream, in: key)?.userid ?? ""
            post(.streamRemoved(streamid: stream.id, userid: userid, .revoked), to: [id])
        }
        for stream in visible where !before.contains(stream.id) {
            newcomers[stream.id, default: []].append(id)
        }
    }

    /// A newcomer sees from the answer to its join what there is.
    mutating func show(_ key: RoomKey, to id: ClientID) {
        guard let room = rooms[key] else { return }
        let visible = room.streams.values.filter { $0.phase == .live && mayReceive(id, $0, in: room) }
        clients[id]?.sees = Set(visible.map(\.id))
        rightsChanged(key, of: id)
    }

    /// Takes away and pauses at once, adds soon.
    private mutating func pass(
        to id: ClientID, _ streams: [MemberStream], _ room: MemberRoom, _ key: RoomKey
    ) {
        guard let client = clients[id] else { return }
        let wanted = wanted(by: id, client, streams, room)
        let kept = wanted.compactMap { $0.reduced(to: client.receives) }
        receive(kept, by: id)
        guard kept != wanted else { return }
        let wait = room.members.count <= limits.smallRoom ? limits.smallRoomWait : limits.bigRoomWait
        additions[key, default: Additions(due: now + wait)].members.insert(id)
    }

    /// Adds what is to be added by now.
    mutating func addWhatIsDue() {
        for (key, additions) in self.additions where additions.due <= now {
            self.additions[key] = nil
            guard let room = rooms[key] else { continue }
            let streams = room.streams.values.filter { $0.phase == .live }.sorted { $0.number < $1.number }
            for id in additions.members.sorted() where room.members[id] != nil {
                guard let client = clients[id] else { continue }
                receive(wanted(by: id, client, streams, room), by: id)
            }
        }
    }

    private func wanted(
        by id: ClientID, _ client: Client, _ streams: [MemberStream], _ room: MemberRoom
    ) -> [ReceivedStream] {
        let programme = followed(by: id, client.wants, room).map { [$0] } ?? []
        return programme + streams.compactMap { received($0, by: id, client.wants, room) }
    }

    private mutating func receive(_ streams: [ReceivedStream], by id: ClientID) {
        guard clients[id]?.receives != streams else { return }
        clients[id]?.receives = streams
        clients[id]?.isReceiving = true
        emit(.media(.receive(id, streams)))
        if streams.isEmpty { note(.receiving, of: id, isLost: false) }
    }

    private func received(
        _ stream: MemberStream, by id: ClientID, _ wish: StreamWish, _ room: MemberRoom
    ) -> ReceivedStream? {
        guard stream.phase == .live else { return nil }
        let isModerators = stream.owner == room.moderator
        func takes(_ kind: MediaKind?) -> Bool {
            guard let kind, stream.kinds.contains(kind) else { return false }
            return wish.wants(kind, of: stream.id, fromModerator: isModerators)
                && mayReceive(id, stream, kind, in: room)
        }
        let (audio, video) = (takes(.audio), takes(stream.picture))
        guard audio || video else { return nil }
        var received = ReceivedStream(stream.broadcast, id: stream.id, audio: audio, video: video)
        received.pausedAudio = isPaused(.audio, of: stream, for: id, in: room)
        received.pausedVideo = isPaused(.video, of: stream, for: id, in: room)
        return received
    }

    func isPaused(
        _ track: MediaKind, of stream: MemberStream, for id: ClientID, in room: MemberRoom
    ) -> Bool {
        stream.silent.contains(track) || room.isHeld(track, between: stream.owner, and: id)
    }

    /// Whether a member may receive anything of a stream.
    func mayReceive(_ id: ClientID, _ stream: MemberStream, in room: MemberRoom) -> Bool {
        stream.kinds.contains { mayReceive(id, stream, $0, in: room) }
    }

    /// Whether a member may receive a kind of a stream: what the room's matrix says, and its publisher.
    func mayReceive(_ id: ClientID, _ stream: MemberStream, _ kind: MediaKind, in room: MemberRoom) -> Bool {
        if let audience = stream.audience, !audience.contains(id) { return false }
        return room.mayReceive(id, from: stream.owner, kind)
    }

    /// The member is in no room any more: it receives nothing, and forgets what it saw.
    mutating func stopReceiving(_ id: ClientID) {
        clients[id]?.sees = []
        clients[id]?.receives = []
        guard clients[id]?.isReceiving == true else { return }
        clients[id]?.isReceiving = false
        emit(.media(.hangUp(id)))
    }
}

extension ReceivedStream {
    /// What of it is no more than what is received already; nil: nothing.
    fileprivate func reduced(to present: [ReceivedStream]) -> ReceivedStream? {
        guard let same = present.first(where: { $0.id == id && $0.broadcast == broadcast }) else {
            return nil
        }
        var reduced = self
        reduced.audio = audio && same.audio
        reduced.video = video && same.video
        return reduced.audio || reduced.video ? reduced : nil
    }
}
