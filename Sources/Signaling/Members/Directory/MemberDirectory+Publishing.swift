// SPDX-License-Identifier: Apache-2.0

/// `pub.offer` and what comes of it: what a member uploads, all on one connection.
extension MemberDirectory {
    /// `pub.offer`: judged here, answered by the media plane.
    mutating func publish(
        _ offer: PublicationOffer, by id: ClientID, id request: UInt64?, _ entropy: Entropy
    ) throws(MemberRefusal) {
        let (client, key, room) = try mustBeInside(id)
        guard let connection = client.connection else { return }
        try mustPublish(client)
        guard client.publication?.pending == nil else {
            throw MemberRefusal(.busy, "the last offer is being answered")
        }
        try mayName(offer, by: id, in: key, entropy)
        let streams = offer.streams.map { stream in
            PendingOffer.Stream(
                offered: stream, accepted: stream.kinds.filter { room.mayPublish(id, $0) })
        }
        guard streams.isEmpty || streams.contains(where: { !$0.accepted.isEmpty }) else {
            throw MemberRefusal(.notAllowed, "this member may not publish that here")
        }
        let isNew = try beginsConnection(offer, client.publication)
        guard !isNew || !streams.isEmpty else {
            throw MemberRefusal(.badArgument, "a connection begins with a stream", field: "streams")
        }
        if streams.contains(where: { !$0.accepted.isEmpty && room.streams[$0.offered.id] == nil }) {
            try takeNotice(of: id)
        }
        let session = takeUp(offer, of: id, isNew: isNew, streams, entropy)
        let published = reserve(streams, for: id, in: key)
        emit(
            .media(
                .publish(
                    session, published, offer: offer.sdp,
                    reply: ReplyAddress(connection: connection, id: request))))
    }

    /// Whether the offer is a new connection's. One that is over can't be offered on.
    private func beginsConnection(
        _ offer: PublicationOffer, _ publication: Publication?
    ) throws(MemberRefusal) -> Bool {
        guard let publication, !offer.isFresh else { return true }
        if publication.newest == nil, publication.revision == 0 || offer.revision == 1 { return true }
        guard publication.newest != nil, offer.revision >= publication.revision else {
            throw MemberRefusal(.staleRev, "that connection is over: offer a fresh one", field: "rev")
        }
        return false
    }

    /// Notes the offer, and gives the session that is to answer it.
    private mutating func takeUp(
        _ offer: PublicationOffer, of id: ClientID, isNew: Bool, _ streams: [PendingOffer.Stream],
        _ entropy: Entropy
    ) -> SessionID {
        var publication = clients[id]?.publication ?? Publication()
        let session: SessionID
        if !isNew, let newest = publication.newest {
            session = newest
        } else {
            session = SessionID(text: "m\(entropy.secret)")
            if let unfinished = publication.successor { give(up: unfinished) }
            publication.successor = publication.session == nil ? nil : session
            publication.session = publication.session ?? session
        }
        publication.pending = PendingOffer(
            session: session, isNew: isNew, revision: offer.revision, streams: streams,
            bandwidth: bandwidth(of: id))
        clients[id]?.publication = publication
        publishers[session] = id
        return session
    }

    /// Takes the names of what is new, and gives what the media plane is to take.
    private mutating func reserve(
        _ streams: [PendingOffer.Stream], for id: ClientID, in key: RoomKey
    ) -> [PublishedStream] {
        var published: [PublishedStream] = []
        for stream in streams where !stream.accepted.isEmpty {
            let name = stream.offered.id
            if rooms[key]?.streams[name] == nil {
                streamsBorn += 1
                let broadcast = newBroadcast(in: key)
                rooms[key]?.streams[name] = MemberStream(
                    id: name, owner: id, number: streamsBorn, broadcast: broadcast, kinds: stream.accepted)
            }
            guard let broadcast = rooms[key]?.streams[name]?.broadcast else { continue }
            let mids = stream.offered.mids(of: stream.accepted)
            published.append(bounded(PublishedStream(broadcast, mids: mids), stream.accepted, of: id))
        }
        return published
    }

    /// A name at the media plane. No WHIP client can have it: names in paths have no slash.
    private func newBroadcast(in key: RoomKey) -> BroadcastID {
        BroadcastID(room: "members/\(rooms[key]?.birth ?? 0)", name: "\(streamsBorn)")
    }

    /// An offer was answered, or refused.
    mutating func published(
        _ session: SessionID, _ result: Result<String, MemberRefusal>, _ reply: ReplyAddress, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        guard let id = publishers[session], let pending = clients[id]?.publication?.pending,
            pending.session == session
        else {
            // Its member left, or lost the right or the connection, while the answer was made.
            if case .success = result { emit(.media(.close(session))) }
            let refusal = MemberRefusal(.staleRev, "the connection ended meanwhile", field: "rev")
            emit(.reply(reply.connection, reply.id, .refused(refusal)))
            return finish()
        }
        clients[id]?.publication?.pending = nil
        switch result {
        case .success(let sdp):
            accept(pending, of: id)
            emit(.reply(reply.connection, reply.id, .published(pending.revision, sdp, pending.verdicts)))
        case .failure(let refusal):
            abandon(pending, of: id)
            emit(.reply(reply.connection, reply.id, .refused(refusal)))
        }
        return finish()
    }

    private mutating func accept(_ pending: PendingOffer, of id: ClientID) {
        guard let key = clients[id]?.room, let publication = clients[id]?.publication else { return }
        clients[id]?.publication?.revision = pending.revision
        let isLive = publication.isConnected && publication.session == pending.session
        let named = Set(pending.streams.filter { !$0.accepted.isEmpty }.map(\.offered.id))
        for stream in uploads(of: id, in: key) where !named.contains(stream.id) {
            remove(stream.id, from: key, .ended, isOwnWish: true)
        }
        for stream in pending.streams {
            accept(stream, of: id, in: key, isLive: isLive)
        }
        rightsChanged(key)
        // A bound that was set while the answer was made may have been too early for the connection.
        if pending.bandwidth != bandwidth(of: id) { boundUploads(of: id, in: key) }
    }

    /// What was ended since the offer is not there any more, and is left out.
    private mutating func accept(
        _ pending: PendingOffer.Stream, of id: ClientID, in key: RoomKey, isLive: Bool
    ) {
        let offered = pending.offered
        guard var stream = rooms[key]?.streams[offered.id], stream.owner == id, stream.source == nil else {
            return
        }
        let before = stream
        let mids = offered.mids(of: pending.accepted)
        stream.kinds = pending.accepted
        stream.mids = mids
        stream.muted = offered.muted
        stream.label = offered.label
        stream.audience = audience(offered.audience, before: before.audience, in: key)
        if stream.phase == .offered { stream.phase = .accepted }
        rooms[key]?.streams[stream.id] = stream
        if before.phase != .offered, card(of: before, in: key) != card(of: stream, in: key) {
            tellUpdate(of: stream.id, in: key)
        }
        // On a connection that works, what is new flows now; the others get it when theirs does.
        if isLive, before.phase != .live || before.mids != mids { goLive(stream.id, in: key) }
    }

    /// Whom the names mean in the room.
    func audience(_ names: Set<String>?, before: Audience? = nil, in key: RoomKey) -> Audience? {
        names.map { names in Audience(names, before: before) { try? member($0, of: key) } }
    }

    private mutating func abandon(_ pending: PendingOffer, of id: ClientID) {
        removeReserved(of: id)
        guard pending.isNew else { return }
        publishers[pending.session] = nil
        forget(pending.session, of: id)
    }

    /// Takes back the names of streams that never came to be.
    mutating func removeReserved(of id: ClientID) {
        guard let key = clients[id]?.room else { return }
        for stream in uploads(of: id, in: key) where stream.phase == .offered {
            remove(stream.id, from: key, .ended)
        }
    }

    /// `pub.end`; of a stream that outlived its publisher's stay, or comes by WHIP, also by the moderator.
    mutating func unpublish(_ streamid: String, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (_, key, room) = try mustBeInside(id)
        guard let stream = room.streams[streamid], stream.phase != .offered,
            stream.owner == id || (room.moderator == id && room.members[stream.owner] == nil)
        else { throw .unknownStream }
        if isOutside(stream, in: key) {
            endOutside(stream.owner, in: key)
        } else {
            remove(streamid, from: key, .ended, isOwnWish: true)
        }
        return .done
    }

    /// What the member uploads.
    func uploads(of id: ClientID, in key: RoomKey) -> [MemberStream] {
        (rooms[key]?.streams.values).map { streams in
            streams.filter { $0.owner == id && $0.source == nil }.sorted { $0.number < $1.number }
        } ?? []
    }
}

extension PendingOffer {
    /// What the publisher is told of each stream.
    fileprivate var verdicts: [StreamVerdict] {
        streams.map { stream in
            StreamVerdict(
                streamid: stream.offered.id, accepted: stream.accepted,
                refused: stream.offered.kinds.subtracting(stream.accepted))
        }
    }
}
