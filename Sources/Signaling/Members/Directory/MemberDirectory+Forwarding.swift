// SPDX-License-Identifier: Apache-2.0

/// Passing a stream on into another room, without an upload.
extension MemberDirectory {
    /// `stream.ticket`: what somebody shows, on a socket that is in another room, to pass a stream on.
    mutating func ticket(
        for streamid: String, by id: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply {
        let (client, key, room) = try mustBeInside(id)
        guard let stream = room.streams[streamid], stream.phase != .offered, holds(stream, client, id) else {
            throw .unknownStream
        }
        if let ticket = client.tickets[stream.number] { return .ticket(ticket) }
        guard client.tickets.count < limits.tickets else {
            throw MemberRefusal(.limitExceeded, "too many tickets")
        }
        clients[id]?.tickets[stream.number] = entropy.secret
        rooms[key]?.streams[streamid]?.takers.insert(id)
        tickets[entropy.secret] = StreamTicket(
            stream: StreamKey(room: key, streamid: streamid), number: stream.number, taker: id)
        return .ticket(entropy.secret)
    }

    /// Whether somebody publishes or sees the stream.
    private func holds(_ stream: MemberStream, _ client: Client, _ id: ClientID) -> Bool {
        stream.owner == id || client.sees.contains(stream.id)
    }

    /// `stream.forward`
    mutating func forward(
        _ request: StreamForward, by id: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply {
        let (client, key, room) = try mustBeInside(id)
        try mustPublish(client)
        let (ticket, source) = try redeem(request.ticket)
        guard ticket.stream.room != key,
            !room.streams.values.contains(where: { $0.broadcast == source.broadcast })
        else { throw MemberRefusal(.notAllowed, "the room has it already", field: "ticket") }
        let kinds = (request.kinds ?? source.kinds).intersection(source.kinds)
            .filter { room.mayPublish(id, $0) }
        guard !kinds.isEmpty else {
            throw MemberRefusal(.notAllowed, "this member may not publish that here")
        }
        let depth = (source.source?.depth ?? 0) + 1
        guard depth <= limits.forwardDepth else {
            throw MemberRefusal(.limitExceeded, "passed on too often", field: "ticket")
        }
        let name = request.streamid ?? source.id
        guard room.streams[name] == nil, mayBeCalled(name, in: key) else {
            throw .taken(stream: name, entropy)
        }
        let mine = room.streams.values.count { $0.owner == id }
        try mustHaveRoom(for: 1, in: key, of: id, total: mine + 1)
        try takeNotice(of: id)
        streamsBorn += 1
        var copy = MemberStream(
            id: name, owner: id, number: streamsBorn, broadcast: source.broadcast,
            source: MemberStream.Source(
                stream: ticket.stream, taker: ticket.taker, persists: request.persists, depth: depth),
            phase: source.phase, kinds: kinds, label: request.label ?? source.label,
            audience: audience(request.audience, in: key))
        copy.withheld = withheld(from: copy) ?? []
        rooms[key]?.streams[name] = copy
        let place = StreamKey(room: key, streamid: name)
        rooms[ticket.stream.room]?.streams[ticket.stream.streamid]?.copies.insert(place)
        rightsChanged(key)
        return .forwarded(streamid: name)
    }

    private func redeem(_ secret: String) throws(MemberRefusal) -> (StreamTicket, MemberStream) {
        guard let ticket = tickets[secret], let taker = clients[ticket.taker],
            let source = rooms[ticket.stream.room]?.streams[ticket.stream.streamid],
            source.number == ticket.number, holds(source, taker, ticket.taker)
        else { throw MemberRefusal(.unknownStream, "the ticket is good for nothing", field: "ticket") }
        return (ticket, source)
    }

    /// The tracks that a copy doesn't get; nil: its taker may have nothing of it any more.
    private func withheld(from copy: MemberStream) -> Set<MediaKind>? {
        guard let place = copy.source, let room = rooms[place.stream.room],
            let source = room.streams[place.stream.streamid]
        else { return nil }
        var kinds = source.kinds
        if source.owner != place.taker, room.members[place.taker] != nil {
            kinds = kinds.filter { mayReceive(place.taker, source, $0, in: room) }
        }
        let tracks = Set(copy.kinds.intersection(kinds).map(\.track))
        guard !tracks.isEmpty else { return nil }
        return Set(copy.kinds.map(\.track)).intersection(source.silent).union(
            Set(copy.kinds.map(\.track)).subtracting(tracks))
    }

    /// A stream or its rights changed: what is passed on of it follows.
    mutating func settleCopy(_ place: StreamKey) {
        guard let copy = rooms[place.room]?.streams[place.streamid] else { return }
        guard let withheld = withheld(from: copy) else {
            return remove(place.streamid, from: place.room, .revoked)
        }
        guard withheld != copy.withheld else { return }
        rooms[place.room]?.streams[place.streamid]?.withheld = withheld
        tellUpdate(of: place.streamid, in: place.room)
        rightsChanged(place.room)
    }

    // MARK: Streams whose publisher left

    /// Whether a stream goes on although who passes it on leaves.
    func outlives(_ stream: MemberStream, in key: RoomKey) -> Bool {
        guard stream.source?.persists == true, let room = rooms[key] else { return false }
        let staying = room.streams.values.count {
            room.absent[$0.owner] != nil && $0.source != nil
        }
        return staying < limits.persistentStreams
    }

    /// Keeps what is to be known of somebody who left streams behind; as a moderator it reached everybody.
    mutating func keepAbsent(_ id: ClientID, _ client: Client, _ member: Member, in key: RoomKey) {
        guard rooms[key]?.streams.values.contains(where: { $0.owner == id }) == true else { return }
        var member = member
        if member.role == .moderator { member.role = .broadcaster }
        rooms[key]?.absent[id] = AbsentMember(member: member, userid: client.userid, extra: client.extra)
    }

    /// Forgets somebody who left and of whom there is no stream any more.
    mutating func forgetAbsent(_ id: ClientID, in key: RoomKey) {
        guard rooms[key]?.absent[id] != nil,
            rooms[key]?.streams.values.contains(where: { $0.owner == id }) == false
        else { return }
        rooms[key]?.absent[id] = nil
    }

    // MARK: Tickets end

    /// The ticket for a stream that is over.
    mutating func forgetTicket(of id: ClientID, for number: UInt64) {
        guard let ticket = clients[id]?.tickets.removeValue(forKey: number) else { return }
        tickets[ticket] = nil
    }

    /// All tickets of a client that leaves its room or changes its name.
    mutating func forgetTickets(of id: ClientID) {
        for ticket in (clients[id]?.tickets.values).map(Array.init) ?? [] {
            guard let place = tickets.removeValue(forKey: ticket)?.stream else { continue }
            rooms[place.room]?.streams[place.streamid]?.takers.remove(id)
        }
        clients[id]?.tickets = [:]
    }
}
