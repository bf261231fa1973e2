// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// What is wrong with the streams of a directory, and with what a media plane was asked for.
struct MediaFaults {
    private let directory: MemberDirectory

    init(_ directory: MemberDirectory) {
        self.directory = directory
    }

    /// The first fault within the directory.
    var first: String? {
        directory.rooms.lazy.compactMap { room($0.key, $0.value) }.first
            ?? directory.clients.lazy.compactMap { client($0.key, $0.value) }.first
            ?? tickets
    }

    /// The first fault of what the media plane was asked for.
    func first(in media: MemberWorldMedia) -> String? {
        if media.publishers != Set(directory.publishers.keys) { return "a publisher's session is leaked" }
        for (id, streams) in media.received {
            guard let client = directory.clients[id], let key = client.room, let room = directory.rooms[key]
            else { return "somebody outside receives \(streams.map(\.id))" }
            if streams != client.receives { return "\(client.userid) receives something else" }
            if Set(streams.map(\.broadcast)).count != streams.count { return "a stream comes twice" }
            if let fault = streams.lazy.compactMap({ received($0, by: id, room) }).first { return fault }
        }
        return nil
    }

    /// What is received is allowed by the matrix and by its publisher, and paused if it is to be.
    private func received(_ received: ReceivedStream, by id: ClientID, _ room: MemberRoom) -> String? {
        if received.id == MemberProgramme.streamid { return followed(received, by: id, room) }
        guard let stream = room.streams[received.id], stream.broadcast == received.broadcast else {
            return "a stream is received that isn't there"
        }
        let userid = directory.clients[id]?.userid ?? ""
        if stream.audience?.contains(id) == false { return "\(userid) is no audience" }
        let wanted: [(Bool, Bool, MediaKind?)] = [
            (received.audio, received.pausedAudio, .audio),
            (received.video, received.pausedVideo, stream.picture),
        ]
        for (isReceived, isPaused, kind) in wanted where isReceived {
            guard let kind, stream.kinds.contains(kind), room.mayReceive(id, from: stream.owner, kind) else {
                return "\(userid) receives what it may not of \(stream.id)"
            }
            let isSilent =
                stream.silent.contains(kind.track)
                || room.isHeld(kind.track, between: stream.owner, and: id)
            if isSilent != isPaused { return "\(stream.id) is paused, or not, at \(userid)" }
        }
        return nil
    }

    /// Of what is on air, and of what was put there and isn't yet, flows what is allowed between the two, and of one's own the
    /// picture.
    private func followed(_ received: ReceivedStream, by id: ClientID, _ room: MemberRoom) -> String? {
        guard let programme = room.programme, received.broadcast == programme.broadcast else {
            return "an old programme is followed"
        }
        let shown = room.streams.values.filter {
            $0.broadcast == programme.onAir || $0.id == programme.streamid
        }
        let isSoundPaused = shown.contains { !mayFlow(.audio, of: $0, to: id, room) }
        let isPicturePaused = shown.contains { !mayFlow($0.picture ?? .video, of: $0, to: id, room) }
        if received.pausedAudio != isSoundPaused { return "the sound on air is paused, or not" }
        if received.pausedVideo != isPicturePaused { return "the picture on air is paused, or not" }
        return nil
    }

    private func mayFlow(
        _ kind: MediaKind, of stream: MemberStream, to id: ClientID, _ room: MemberRoom
    ) -> Bool {
        guard stream.owner != id else { return kind != .audio }
        return directory.mayReceive(id, stream, kind, in: room)
            && !room.isHeld(kind.track, between: stream.owner, and: id)
    }

    private func room(_ key: RoomKey, _ room: MemberRoom) -> String? {
        let uploads = room.streams.values.filter { room.absent[$0.owner]?.broadcast == nil }
        if uploads.count > directory.limits.streamsPerRoom { return "too many streams" }
        for (id, stream) in room.streams {
            let place = StreamKey(room: key, streamid: id)
            if stream.id != id { return "a stream under another name" }
            if room.members[stream.owner] == nil, room.absent[stream.owner] == nil {
                return "a stream of nobody"
            }
            if stream.kinds.isEmpty { return "a stream of nothing" }
            if let source = stream.source {
                let origin = directory.rooms[source.stream.room]?.streams[source.stream.streamid]
                if origin?.broadcast != stream.broadcast || origin?.copies.contains(place) != true {
                    return "\(id) comes from nowhere"
                }
            } else if let broadcast = room.absent[stream.owner]?.broadcast {
                let outside = directory.outside[key.sessionid]?[broadcast.name]
                if broadcast != stream.broadcast || outside?.kinds != stream.kinds || key.channel != "*" {
                    return "\(id) is no WHIP broadcast of the room"
                }
            } else if directory.clients[stream.owner]?.publication == nil {
                return "\(id) is uploaded on no connection"
            }
            for copy in stream.copies
            where directory.rooms[copy.room]?.streams[copy.streamid]?.source?.stream != place {
                return "\(id) has a copy that isn't there"
            }
        }
        for id in room.absent.keys where !room.streams.values.contains(where: { $0.owner == id }) {
            return "somebody who left is remembered for nothing"
        }
        if key.channel == "*", let outside = directory.outside[key.sessionid] {
            let shown = Set(room.absent.values.compactMap { $0.broadcast?.name })
            if shown != Set(outside.keys) { return "of WHIP \(outside.keys) are live, \(shown) are shown" }
        }
        let broadcasts = room.streams.values.map(\.broadcast)
        return Set(broadcasts).count == broadcasts.count ? nil : "a broadcast is in the room twice"
    }

    private func client(_ id: ClientID, _ client: Client) -> String? {
        let sessions = [client.publication?.session, client.publication?.successor].compactMap { $0 }
        if sessions.contains(where: { directory.publishers[$0] != id }) { return "a session of nobody" }
        if let pending = client.publication?.pending, !sessions.contains(pending.session) {
            return "an offer on no connection"
        }
        guard let key = client.room, let room = directory.rooms[key] else {
            let isEmpty =
                client.sees.isEmpty && client.receives.isEmpty && sessions.isEmpty && client.tickets.isEmpty
            return isEmpty ? nil : "\(client.userid) has something of a room that it left"
        }
        let visible = room.streams.values.filter { stream in
            stream.phase == .live && directory.mayReceive(id, stream, in: room)
        }
        if client.sees != Set(visible.map(\.id)) { return "\(client.userid) sees \(client.sees)" }
        if client.tickets.count > directory.limits.tickets { return "too many tickets" }
        return nil
    }

    private var tickets: String? {
        for (secret, ticket) in directory.tickets {
            let stream = directory.rooms[ticket.stream.room]?.streams[ticket.stream.streamid]
            let isKnown =
                directory.clients[ticket.taker]?.tickets[ticket.number] == secret
                && stream?.number == ticket.number && stream?.takers.contains(ticket.taker) == true
            if !isKnown { return "a lost ticket" }
        }
        let held = directory.clients.values.reduce(0) { $0 + $1.tickets.count }
        return held == directory.tickets.count ? nil : "a ticket of nobody"
    }
}
