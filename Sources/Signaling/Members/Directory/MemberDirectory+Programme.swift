// SPDX-License-Identifier: Apache-2.0

/// What a moderator puts on air, and who follows it.
extension MemberDirectory {
    /// `programme.set`
    mutating func setProgramme(_ card: ProgrammeCard, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let key = try mustModerate(id)
        try takeGate(of: id)
        guard let streamid = card.streamid else {
            endProgramme(of: key)
            return .done
        }
        guard Set(card.standby).count == card.standby.count else {
            throw MemberRefusal(.badArgument, "a stream is named twice", field: "standby")
        }
        let onAir = try stream(streamid, of: key, field: "streamid").broadcast
        var standby: [BroadcastID] = []
        for name in card.standby { standby.append(try stream(name, of: key, field: "standby").broadcast) }
        let before = rooms[key]?.programme
        let broadcast = before?.broadcast ?? .programme(of: "members/\(rooms[key]?.birth ?? 0)")
        rooms[key]?.programme = MemberProgramme(
            broadcast: broadcast, streamid: streamid, standby: card.standby, onAir: before?.onAir)
        programmes[broadcast] = key
        emit(.media(.programme(broadcast, onAir: onAir, standby: standby)))
        tellProgramme(of: key)
        rightsChanged(key)
        return .done
    }

    private func stream(
        _ name: String, of key: RoomKey, field: String
    ) throws(MemberRefusal) -> MemberStream {
        guard let stream = rooms[key]?.streams[name], stream.phase != .offered else {
            throw MemberRefusal(.unknownStream, "no such stream", field: field)
        }
        return stream
    }

    private mutating func endProgramme(of key: RoomKey) {
        guard let programme = rooms[key]?.programme else { return }
        end(programme)
        rooms[key]?.programme = nil
        post(.programme(ProgrammeCard()), to: rooms[key]?.order ?? [])
        rightsChanged(key)
    }

    /// The programme's room has none any more, or is gone.
    mutating func end(_ programme: MemberProgramme) {
        programmes[programme.broadcast] = nil
        emit(.media(.programme(programme.broadcast, onAir: nil, standby: [])))
    }

    /// A stream is over, and on no programme any more.
    mutating func takeOffProgramme(_ streamid: String, in key: RoomKey) {
        guard let before = rooms[key]?.programme else { return }
        rooms[key]?.programme?.standby.removeAll { $0 == streamid }
        if before.streamid == streamid { rooms[key]?.programme?.streamid = nil }
        if rooms[key]?.programme?.card != before.card { tellProgramme(of: key) }
    }

    private mutating func tellProgramme(of key: RoomKey) {
        guard let room = rooms[key], let card = room.programme?.card else { return }
        post(.programme(card), to: room.order)
    }

    /// The media plane shows `broadcast` in a programme now, or shows it anew; nil: nothing.
    mutating func programme(
        _ id: BroadcastID, shows broadcast: BroadcastID?, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        guard let key = programmes[id], let room = rooms[key], let before = room.programme else {
            return finish()
        }
        rooms[key]?.programme?.onAir = broadcast
        let stream = broadcast.flatMap { shown in room.streams.values.first { $0.broadcast == shown } }
        // What only begins anew says nothing about what is still to come.
        if let stream, broadcast != before.onAir, stream.id != before.streamid {
            rooms[key]?.programme?.streamid = stream.id
            tellProgramme(of: key)
        }
        // It may have other tracks, or other codecs: who gets it already is to be offered those.
        for id in room.order {
            guard let receives = clients[id]?.receives,
                receives.contains(where: { $0.id == MemberProgramme.streamid })
            else { continue }
            emit(.media(.receive(id, receives)))
        }
        rightsChanged(key)
        return finish()
    }

    /// What a member who follows the programme receives of it. Its m-lines stay; what the member may not have of what is
    /// on air is held back, and one's own voice is.
    func followed(by id: ClientID, _ wish: StreamWish, _ room: MemberRoom) -> ReceivedStream? {
        guard wish.followsProgramme, let programme = room.programme else { return nil }
        let audio = wish.kinds.contains(.audio)
        let video = wish.kinds.contains(.video) || wish.kinds.contains(.screen)
        guard audio || video else { return nil }
        var received = ReceivedStream(
            programme.broadcast, id: MemberProgramme.streamid, audio: audio, video: video)
        guard let stream = room.streams.values.first(where: { $0.broadcast == programme.onAir }) else {
            return received
        }
        received.pausedAudio = !shows(.audio, of: stream, to: id, room)
        received.pausedVideo = !shows(stream.picture ?? .video, of: stream, to: id, room)
        return received
    }

    private func shows(
        _ kind: MediaKind, of stream: MemberStream, to id: ClientID, _ room: MemberRoom
    ) -> Bool {
        guard !isPaused(kind.track, of: stream, for: id, in: room) else { return false }
        return stream.owner == id ? kind != .audio : mayReceive(id, stream, kind, in: room)
    }
}
