// SPDX-License-Identifier: Apache-2.0

/// What members shall send at most.
extension MemberDirectory {
    /// `limits.set`: one's own, or as the moderator somebody else's. The lower one of both holds.
    mutating func setBandwidth(
        _ bandwidth: BandwidthLimits, of userid: String?, by id: ClientID
    ) throws(MemberRefusal) -> MemberReply {
        let (client, key, _) = try mustBeInside(id)
        var target = id
        if let userid, userid != client.userid {
            target = try member(userid, of: try mustModerate(id))
        }
        rooms[key]?.update(target) { member in
            if target == id { member.ownBandwidth = bandwidth } else { member.imposedBandwidth = bandwidth }
        }
        if let member = rooms[key]?.members[target] {
            post(.bandwidth(member.bandwidth), to: [target])
        }
        boundUploads(of: target, in: key)
        return .done
    }

    /// Has the media plane bound what the member uploads, on its connection and on the one that takes over from it.
    mutating func boundUploads(of id: ClientID, in key: RoomKey) {
        guard let publication = clients[id]?.publication else { return }
        let streams = uploads(of: id, in: key).map { stream in
            bounded(PublishedStream(stream.broadcast, mids: stream.mids), stream.kinds, of: id)
        }
        for session in [publication.session, publication.successor].compactMap({ $0 }) {
            emit(.media(.bound(session, streams)))
        }
    }

    /// What a client may send at most where it is.
    func bandwidth(of id: ClientID) -> BandwidthLimits {
        clients[id]?.room.flatMap { rooms[$0]?.members[id]?.bandwidth } ?? BandwidthLimits()
    }

    /// A member's stream with what may come of it.
    func bounded(
        _ stream: PublishedStream, _ kinds: Set<MediaKind>, of id: ClientID
    ) -> PublishedStream {
        let limits = bandwidth(of: id)
        var stream = stream
        stream.audioBound = limits.audio.map { $0 * 1_000 }
        stream.videoBound = (kinds.contains(.screen) ? limits.screen : limits.video).map { $0 * 1_000 }
        return stream
    }
}
