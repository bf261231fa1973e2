// SPDX-License-Identifier: Apache-2.0

/// Who may publish under which name, and how much.
extension MemberDirectory {
    /// The client with its room, if it is in one.
    func mustBeInside(_ id: ClientID) throws(MemberRefusal) -> (Client, RoomKey, MemberRoom) {
        guard let client = clients[id], let key = client.room, let room = rooms[key] else {
            throw MemberRefusal(.notInRoom, "join a room first")
        }
        return (client, key, room)
    }

    /// Whether the client's token lets it publish at all.
    func mustPublish(_ client: Client) throws(MemberRefusal) {
        guard client.rights == .publish else {
            throw MemberRefusal(.unauthorized, "the token is not good for this")
        }
    }

    /// Whether all streams of an offer can have their names and m-lines.
    func mayName(
        _ offer: PublicationOffer, by id: ClientID, in key: RoomKey, _ entropy: Entropy
    ) throws(MemberRefusal) {
        let names = Set(offer.streams.map(\.id))
        let mids = offer.streams.flatMap(\.mids)
        guard names.count == offer.streams.count, Set(mids).count == mids.count else {
            throw MemberRefusal(.badArgument, "a stream or an m-line is named twice", field: "streams")
        }
        let copies = rooms[key]?.streams.values.count { $0.owner == id && $0.source != nil } ?? 0
        let new = names.filter { rooms[key]?.streams[$0] == nil }.count
        try mustHaveRoom(for: new, in: key, of: id, total: offer.streams.count + copies)
        for name in offer.streams.map(\.id) {
            guard mayBeCalled(name, in: key) else { throw .taken(stream: name, entropy) }
            guard let other = rooms[key]?.streams[name] else { continue }
            guard other.owner == id, other.source == nil else { throw .taken(stream: name, entropy) }
        }
    }

    /// Whether `new` more streams find a place in the room, with `total` of the member in the end.
    func mustHaveRoom(
        for new: Int, in key: RoomKey, of id: ClientID, total: Int
    ) throws(MemberRefusal) {
        guard total <= limits.streamsPerMember else {
            throw MemberRefusal(.limitExceeded, "too many streams", field: "streams")
        }
        let present = rooms[key]?.streams.values.count { !isOutside($0, in: key) } ?? 0
        guard present + new <= limits.streamsPerRoom else {
            throw MemberRefusal(.limitExceeded, "too many streams in the room", field: "streams")
        }
    }
}

extension MemberRefusal {
    /// There is no such stream, or it is somebody else's.
    static let unknownStream = MemberRefusal(.unknownStream, "no such stream", field: "streamid")

    /// Another stream of the room has the name.
    static func taken(stream name: String, _ entropy: Entropy) -> MemberRefusal {
        var refusal = MemberRefusal(
            .limitExceeded, "the room has another stream of this id", field: "streamid")
        let isKept = name.hasPrefix(OutsideBroadcast.streamPrefix)
        let free = isKept ? name.dropFirst(OutsideBroadcast.streamPrefix.count) : name[...]
        refusal.suggestion = "\(free.prefix(Limits.streamID - 9))-\(entropy.suffix)"
        return refusal
    }
}
