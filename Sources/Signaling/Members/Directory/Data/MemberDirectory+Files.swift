// SPDX-License-Identifier: Apache-2.0

/// Files: offered, pulled piece by piece, asked of their sender once for all.
extension MemberDirectory {
    /// `file.offer`; asked again by its sender, as after a lost answer, it is the same offer.
    mutating func offer(_ offer: FileOffer, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (userid, key) = try mustSpeak(id)
        if let file = rooms[key]?.data.files[offer.uuid] {
            guard file.owner == id, file.offer == offer else {
                throw MemberRefusal(.badArgument, "there is a file of this name", field: "uuid")
            }
            return .done
        }
        let receivers = try receivers(of: offer.to, from: id, in: key)
        let files = rooms[key]?.data.files.values.map(\.owner) ?? []
        guard files.count < limits.data.filesPerRoom,
            files.count(where: { $0 == id }) < limits.data.filesPerMember
        else { throw MemberRefusal(.limitExceeded, "too many files") }
        filesBorn += 1
        let audience = offer.to.map { named($0, in: key) }
        rooms[key]?.data.files[offer.uuid] = SharedFile(
            offer, number: filesBorn, owner: id, audience: audience, blockSize: limits.data.block)
        post(.data(.fileOffered(FileCard(from: userid, offer: offer))), to: receivers)
        return .done
    }

    /// `file.pull`: the answer, then the bytes that are there, then the others as they come.
    mutating func pull(
        _ uuid: String, offset: Int, count: Int, by id: ClientID, id request: UInt64?
    ) throws(MemberRefusal) {
        let key = try mustSee(uuid, id)
        guard count <= limits.data.pullBytes else { throw .bad("count") }
        guard let size = rooms[key]?.data.files[uuid]?.offer.size, offset <= size else {
            throw .bad("offset")
        }
        guard clients[id]?.traffic.pulls.count ?? 0 < limits.data.pulls else {
            throw MemberRefusal(.limitExceeded, "too many parts at once")
        }
        let end = min(offset + count, size)
        if let connection = clients[id]?.connection {
            emit(.reply(connection, request, .pulling(end - offset)))
        }
        guard offset < end else { return }
        clients[id]?.traffic.add(ClientTraffic.Pull(uuid: uuid, next: offset, end: end))
        if rooms[key]?.data.pullers.contains(id) == false { rooms[key]?.data.pullers.append(id) }
        for index in rooms[key]?.data.files[uuid]?.blocks(of: offset..<end) ?? 0..<0 {
            rooms[key]?.data.files[uuid]?.need(index, limits.data.missing)
        }
        ask(for: uuid, in: key)
        pump(id)
    }

    /// `file.done`
    mutating func gotFile(_ uuid: String, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let key = try mustSee(uuid, id)
        stopPulling(uuid, id, in: key)
        if let owner = rooms[key]?.data.files[uuid]?.owner, let userid = clients[id]?.userid {
            post(.data(.fileGot(uuid: uuid, userid: userid)), to: [owner])
        }
        return .done
    }

    /// `file.cancel`, by its sender or by a receiver.
    mutating func cancelFile(_ uuid: String, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        if let key = clients[id]?.room, rooms[key]?.data.files[uuid]?.owner == id {
            withdrawFile(uuid, from: key)
            return .done
        }
        let key = try mustSee(uuid, id)
        stopPulling(uuid, id, in: key)
        if let owner = rooms[key]?.data.files[uuid]?.owner, let userid = clients[id]?.userid {
            post(.data(.fileDeclined(uuid: uuid, userid: userid)), to: [owner])
        }
        return .done
    }

    /// The room in which the client may have this file.
    private func mustSee(_ uuid: String, _ id: ClientID) throws(MemberRefusal) -> RoomKey {
        guard let key = clients[id]?.room else { throw MemberRefusal(.notInRoom, "join a room first") }
        guard maySee(uuid, id, in: key) else {
            throw MemberRefusal(.unknownFile, "no such file", field: "uuid")
        }
        return key
    }

    private func maySee(_ uuid: String, _ id: ClientID, in key: RoomKey) -> Bool {
        guard let room = rooms[key], let file = room.data.files[uuid], room.members[id] != nil else {
            return false
        }
        guard file.audience?.contains(id) ?? true else { return false }
        // Whoever was let have the file of one who left, may.
        guard let owner = file.owner else { return true }
        return room.mayReceive(id, from: owner, .data)
    }

    // MARK: Bytes

    /// Bytes of a file from its sender. Those of one that is gone meanwhile are no offence.
    mutating func take(_ chunk: FileChunk, from id: ClientID) {
        guard let key = clients[id]?.room, rooms[key]?.data.files[chunk.uuid]?.owner == id else { return }
        for index in rooms[key]?.data.files[chunk.uuid]?.take(chunk) ?? [] {
            cachedFileBytes += rooms[key]?.data.keep(chunk.uuid, index) ?? 0
            handOut(chunk.uuid, index, in: key)
        }
        evictFiles(in: key)
        ask(for: chunk.uuid, in: key)
    }

    /// A block came: one message for all who wait just there, then each gets what else is there for it.
    private mutating func handOut(_ uuid: String, _ index: Int, in key: RoomKey) {
        let offset = index * limits.data.block
        let pullers = rooms[key]?.data.pullers ?? []
        guard let chunk = rooms[key]?.data.files[uuid]?.chunk(at: offset, upTo: offset + limits.data.block)
        else {
            return
        }
        var sockets: [ConnectionID] = []
        for id in pullers {
            guard let client = clients[id], let connection = client.connection, maySee(uuid, id, in: key),
                client.traffic.inFlight < limits.data.window,
                let pull = client.traffic.pulls.firstIndex(where: {
                    $0.uuid == uuid && $0.next == offset && $0.end >= offset + chunk.payload.count
                })
            else { continue }
            clients[id]?.traffic.sent(chunk.payload.count, ofPullAt: pull)
            sockets.append(connection)
        }
        if !sockets.isEmpty { emit(.data(.chunk(chunk, to: sockets))) }
        for id in pullers { pump(id) }
    }

    /// The socket of a client has no bytes of files left.
    mutating func drained(_ connection: ConnectionID, now: Duration) -> [MemberEffect] {
        begin(now)
        if let id = connections[connection]?.client {
            clients[id]?.traffic.drained()
            pump(id)
        }
        return finish()
    }

    /// Gives a client's socket what it may hold of what is there, a piece of each pull in turn.
    private mutating func pump(_ id: ClientID) {
        guard let key = clients[id]?.room, let connection = clients[id]?.connection else { return }
        while let chunk = nextChunk(for: id, in: key) {
            emit(.data(.chunk(chunk, to: [connection])))
        }
        if clients[id]?.traffic.pulls.isEmpty != false { rooms[key]?.data.pullers.removeAll { $0 == id } }
    }

    private mutating func nextChunk(for id: ClientID, in key: RoomKey) -> FileChunk? {
        guard let traffic = clients[id]?.traffic, traffic.inFlight < limits.data.window else { return nil }
        for (index, pull) in traffic.pulls.enumerated() {
            guard maySee(pull.uuid, id, in: key) else {
                clients[id]?.traffic.forget(pull.uuid)
                return nextChunk(for: id, in: key)
            }
            if let chunk = rooms[key]?.data.files[pull.uuid]?.chunk(at: pull.next, upTo: pull.end) {
                clients[id]?.traffic.sent(chunk.payload.count, ofPullAt: index)
                return chunk
            }
            // Never asked for, or forgotten since.
            rooms[key]?.data.files[pull.uuid]?.need(pull.next / limits.data.block, limits.data.missing)
            ask(for: pull.uuid, in: key)
        }
        return nil
    }

    /// Asks a file's sender for what is missing, as much as may be on its way.
    private mutating func ask(for uuid: String, in key: RoomKey) {
        guard let owner = rooms[key]?.data.files[uuid]?.owner, let connection = clients[owner]?.connection
        else { return }
        while let range = rooms[key]?.data.files[uuid]?.ask(limits.data.wanted) {
            emit(.data(.wanted(uuid: uuid, range, of: connection)))
        }
    }

    /// Forgets the oldest bytes until there is room. Without its sender a file that isn't whole is none.
    private mutating func evictFiles(in key: RoomKey) {
        while rooms[key]?.data.cachedBytes ?? 0 > limits.data.roomCache
            || cachedFileBytes > limits.data.totalCache
        {
            guard let (uuid, bytes) = rooms[key]?.data.evict() else { return }
            cachedFileBytes -= bytes
            if let file = rooms[key]?.data.files[uuid], file.owner == nil { withdrawFile(uuid, from: key) }
        }
    }

    // MARK: Lost sockets and leaving

    /// A client's socket is gone: it pulls anew from where it is when it is back.
    mutating func stopPulling(_ id: ClientID) {
        guard let key = clients[id]?.room, let pulls = clients[id]?.traffic.pulls else { return }
        for uuid in Set(pulls.map(\.uuid)) { stopPulling(uuid, id, in: key) }
        rooms[key]?.data.pullers.removeAll { $0 == id }
        clients[id]?.traffic.reset()
    }

    /// Its sender is asked for no more of a file for which nobody waits.
    private mutating func stopPulling(_ uuid: String, _ id: ClientID, in key: RoomKey) {
        clients[id]?.traffic.forget(uuid)
        let isWaitedFor = rooms[key]?.data.pullers.contains { other in
            clients[other]?.traffic.pulls.contains { $0.uuid == uuid } == true
        }
        if isWaitedFor != true { rooms[key]?.data.files[uuid]?.needNothing() }
    }

    /// A client is back: it is asked again for what it may not have heard of. A page that was loaded again has its
    /// files no more.
    mutating func resumeFiles(of id: ClientID, isFresh: Bool) {
        guard let key = clients[id]?.room else { return }
        if isFresh { return leaveFiles(of: id, in: key, isEjected: false) }
        for uuid in files(of: id, in: key) {
            rooms[key]?.data.files[uuid]?.askAgain()
            ask(for: uuid, in: key)
        }
    }

    /// The files of a member that goes: what is all here stays for those who may have it.
    mutating func leaveFiles(of id: ClientID, in key: RoomKey, isEjected: Bool) {
        for uuid in files(of: id, in: key) {
            guard !isEjected, rooms[key]?.data.files[uuid]?.isWhole == true, let name = clients[id]?.userid
            else {
                withdrawFile(uuid, from: key)
                continue
            }
            let audience = (rooms[key]?.order ?? []).filter { maySee(uuid, $0, in: key) }
            rooms[key]?.data.files[uuid]?.outlive(named: name, audience: Set(audience))
        }
    }

    /// The one end of a file, but for its room's.
    private mutating func withdrawFile(_ uuid: String, from key: RoomKey) {
        guard let card = card(ofFile: uuid, in: key) else { return }
        let listeners = (rooms[key]?.order ?? []).filter { maySee(uuid, $0, in: key) }
        for id in listeners { clients[id]?.traffic.forget(uuid) }
        cachedFileBytes -= rooms[key]?.data.remove(uuid) ?? 0
        post(.data(.fileCancelled(uuid: uuid, from: card.from)), to: listeners)
    }

    // MARK: Views

    /// The files that a member may have, in the order in which they were offered.
    func files(seenBy id: ClientID, in key: RoomKey) -> [FileCard] {
        (rooms[key]?.data.files.values).map { files in
            files.sorted { $0.number < $1.number }.map(\.offer.uuid).filter { maySee($0, id, in: key) }
                .compactMap { card(ofFile: $0, in: key) }
        } ?? []
    }

    private func files(of id: ClientID, in key: RoomKey) -> [String] {
        (rooms[key]?.data.files.values).map { files in
            files.filter { $0.owner == id }.sorted { $0.number < $1.number }.map(\.offer.uuid)
        } ?? []
    }

    private func card(ofFile uuid: String, in key: RoomKey) -> FileCard? {
        guard let file = rooms[key]?.data.files[uuid] else { return nil }
        let owner = file.owner.flatMap { clients[$0]?.userid } ?? file.formerOwner ?? ""
        return FileCard(from: owner, offer: file.offer)
    }
}

extension MemberRefusal {
    fileprivate static func bad(_ field: String) -> MemberRefusal {
        MemberRefusal(.badArgument, "the field can't be this", field: field)
    }
}
