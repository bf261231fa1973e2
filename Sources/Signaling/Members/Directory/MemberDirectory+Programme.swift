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
        show(card, ProgrammeWish(onAir: onAir, standby: standby), in: key)
        tellProgramme(of: key)
        rightsChanged(key)
        return .done
    }

    /// Has the media plane show what is wished for, and nothing of it that isn't for everybody.
    private mutating func show(_ card: ProgrammeCard, _ wish: ProgrammeWish, in key: RoomKey) {
        guard let room = rooms[key] else { return }
        let before = room.programme
        var programme = MemberProgramme(
            broadcast: before?.broadcast ?? .programme(of: "members/\(room.birth)"),
            streamid: card.streamid, standby: card.standby, onAir: before?.onAir, wish: wish)
        programme.earlier = before.map { [$0.wish.onAir].compactMap { $0 } + $0.wish.standby } ?? []
        programme.wish.held = held(by: programme, in: room)
        rooms[key]?.programme = programme
        programmes[programme.broadcast] = key
        emit(.media(.programme(programme.broadcast, programme.wish)))
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
        emit(.media(.programme(programme.broadcast, ProgrammeWish())))
    }

    /// A stream is over, and on no programme any more. If it was to be shown, the first live stand-by takes its place; the
    /// media plane can't know, since the publisher may go on sending what is over here.
    mutating func takeOffProgramme(_ stream: MemberStream, in key: RoomKey) {
        guard let before = rooms[key]?.programme else { return }
        var card = before.card
        card.standby.removeAll { $0 == stream.id }
        if before.streamid == stream.id {
            card.streamid = card.standby.first { rooms[key]?.streams[$0]?.phase == .live }
        }
        guard card != before.card else { return }
        if let wish = wish(card, in: key) {
            show(card, wish, in: key)
        } else {
            rooms[key]?.programme?.streamid = card.streamid
            rooms[key]?.programme?.standby = card.standby
        }
        tellProgramme(of: key)
        rightsChanged(key)
    }

    /// What the media plane is to show by a card; nil if what it puts on air is over.
    private func wish(_ card: ProgrammeCard, in key: RoomKey) -> ProgrammeWish? {
        func broadcast(_ name: String) -> BroadcastID? { rooms[key]?.streams[name]?.broadcast }
        guard let streamid = card.streamid, let onAir = broadcast(streamid) else { return nil }
        // What took over by itself is still among the stand-bys.
        let standby = card.standby.filter { $0 != streamid }.compactMap(broadcast)
        return ProgrammeWish(onAir: onAir, standby: standby)
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
        if let broadcast, before.wish.names(broadcast) { rooms[key]?.programme?.earlier = [] }
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

    /// Tells the media plane what programmes hold, where that changed.
    mutating func settleProgrammes() {
        for key in changedProgrammes {
            guard let room = rooms[key], let programme = room.programme else { continue }
            let held = held(by: programme, in: room)
            guard held.contains(where: { programme.wish.held[$0.key] != $0.value }) else { continue }
            rooms[key]?.programme?.wish.held = held
            emit(.media(.programmeHeld(programme.broadcast, held)))
        }
        changedProgrammes = []
    }

    /// What of all that may be on air not everybody in the room may have; of what is over, all.
    private func held(by programme: MemberProgramme, in room: MemberRoom) -> [BroadcastID: MediaTracks] {
        var held: [BroadcastID: MediaTracks] = [:]
        for source in programme.sources { held[source] = .both }
        for stream in room.streams.values where held[stream.broadcast] != nil {
            held[stream.broadcast] = room.held(stream)
        }
        return held
    }

    /// What a member who follows the programme receives of it. Its m-lines stay. What isn't for everybody is not in it; what
    /// isn't for this member is held back, and one's own voice is.
    func followed(by id: ClientID, _ wish: StreamWish, _ room: MemberRoom) -> ReceivedStream? {
        guard wish.followsProgramme, let programme = room.programme else { return nil }
        let audio = wish.kinds.contains(.audio)
        let video = wish.kinds.contains(.video) || wish.kinds.contains(.screen)
        guard audio || video else { return nil }
        var received = ReceivedStream(
            programme.broadcast, id: MemberProgramme.streamid, audio: audio, video: video)
        // Also what is about to be shown: the switch is heard of only when it is done.
        for stream in room.streams.values
        where stream.broadcast == programme.onAir || stream.id == programme.streamid {
            if !shows(.audio, of: stream, to: id, room) { received.pausedAudio = true }
            if !shows(stream.picture ?? .video, of: stream, to: id, room) { received.pausedVideo = true }
        }
        return received
    }

    private func shows(
        _ kind: MediaKind, of stream: MemberStream, to id: ClientID, _ room: MemberRoom
    ) -> Bool {
        guard stream.owner != id else { return kind != .audio }
        return !room.isHeld(kind.track, between: stream.owner, and: id)
            && mayReceive(id, stream, kind, in: room)
    }
}
