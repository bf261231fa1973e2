// SPDX-License-Identifier: Apache-2.0

/// Data from member to member: passed on unread, in its sender's order.
extension MemberDirectory {
    /// Does what a client asks for in order to send data and files; nil: the answer was given, or there is none.
    mutating func answer(
        _ request: DataRequest, id number: UInt64?, of id: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply? {
        switch request {
        case .send(let parcel): return try send(parcel, by: id)
        case .sendBinary(let parcel): return try send(parcel, by: id)
        case .offer(let offer): return try self.offer(offer, by: id)
        case .pull(let uuid, let offset, let count):
            try pull(uuid, offset: offset, count: count, by: id, id: number)
            return nil
        case .chunk(let chunk):
            take(chunk, from: id)
            return nil
        case .done(let uuid): return try gotFile(uuid, by: id)
        case .cancel(let uuid): return try cancelFile(uuid, by: id)
        case .preview(let jpeg): return try setPreview(jpeg, by: id, entropy)
        }
    }

    /// `data.send`
    mutating func send(_ parcel: Parcel, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (userid, key) = try mustSpeak(id)
        guard parcel.to == nil || parcel.retain == nil else {
            throw MemberRefusal(.badArgument, "what is kept is for all", field: "to")
        }
        let receivers = try receivers(of: parcel.to, from: id, in: key)
        try spend(parcel.data.bytes.count, receivers.count, in: key)
        if let retained = parcel.retain {
            try rooms[key]?.data.retain(parcel.data, retained, from: id, limits.data)
        }
        if let series = parcel.latest {
            let sockets = receivers.compactMap { clients[$0]?.connection }
            let slot = LatestSlot(sender: id, key: series)
            emit(.data(.latest(slot, from: userid, parcel, to: sockets)))
        } else {
            post(.data(.message(from: userid, parcel)), to: receivers)
        }
        return .done
    }

    /// Bytes; those who have no socket at the moment don't get them.
    mutating func send(_ parcel: BinaryParcel, by id: ClientID) throws(MemberRefusal) -> MemberReply? {
        let (userid, key) = try mustSpeak(id)
        let receivers = try receivers(of: parcel.to, from: id, in: key)
        try spend(parcel.payload.count, receivers.count, in: key)
        let sockets = receivers.compactMap { clients[$0]?.connection }
        let slot = parcel.latest.map { LatestSlot(sender: id, key: $0) }
        emit(.data(.binary(slot, from: userid, parcel, to: sockets)))
        return nil
    }

    /// The values that are kept for a member who comes.
    func retained(seenBy id: ClientID, in key: RoomKey) -> [RetainedCard] {
        guard let room = rooms[key] else { return [] }
        return room.data.retained.compactMap { value in
            guard room.mayReceive(id, from: value.sender, .data), let sender = clients[value.sender] else {
                return nil
            }
            return RetainedCard(from: sender.userid, key: value.key, data: value.data)
        }
    }

    /// The userid and the room of one who may send data there.
    func mustSpeak(_ id: ClientID) throws(MemberRefusal) -> (userid: String, key: RoomKey) {
        guard let userid = clients[id]?.userid, let key = clients[id]?.room else {
            throw MemberRefusal(.notInRoom, "join a room first")
        }
        guard rooms[key]?.mayPublish(id, .data) == true else {
            throw MemberRefusal(.notAllowed, "this member may not send data here")
        }
        return (userid, key)
    }

    /// Who gets what `id` sends: of those who are named, or of all, whoever may. One who just left keeps nobody
    /// from getting it.
    func receivers(
        of userids: [String]?, from id: ClientID, in key: RoomKey
    ) throws(MemberRefusal) -> [ClientID] {
        guard let room = rooms[key] else { return [] }
        guard let userids else { return room.order.filter { room.mayReceive($0, from: id, .data) } }
        let named = named(userids, in: key)
        guard !named.isEmpty else {
            throw MemberRefusal(.unknownUser, "nobody in the room has these userids", field: "to")
        }
        return named.filter { room.mayReceive($0, from: id, .data) }.sorted()
    }

    /// The members that are meant.
    func named(_ userids: [String], in key: RoomKey) -> Set<ClientID> {
        let users = channels[key.channel]?.users ?? [:]
        return Set(userids.compactMap { users[$0] }.filter { clients[$0]?.room == key })
    }

    private mutating func spend(_ bytes: Int, _ receivers: Int, in key: RoomKey) throws(MemberRefusal) {
        if let wait = rooms[key]?.data.spend(bytes, receivers: receivers, limits.data, now: now) {
            throw .rateLimited(wait)
        }
    }

    // MARK: The end

    /// A member goes, and with it what was its own. Called while it still is a member.
    mutating func leaveData(_ id: ClientID, _ key: RoomKey, isEjected: Bool) {
        stopPulling(id)
        rooms[key]?.data.forgetValues(of: id)
        leaveFiles(of: id, in: key, isEjected: isEjected)
        clearData(of: id)
    }

    /// A room is over: nothing of it is kept, or waits for anybody.
    mutating func endData(of room: MemberRoom) {
        cachedFileBytes -= room.data.cachedBytes
        forget(room.data.preview)
        for id in room.order {
            clients[id]?.traffic.reset()
            clearData(of: id)
        }
    }

    private mutating func clearData(of id: ClientID) {
        if let connection = clients[id]?.connection {
            emit(.data(.clear(connection)))
        }
    }
}
