// SPDX-License-Identifier: Apache-2.0

/// What members say of what they receive: wishes, pauses, answers to our offers.
extension MemberDirectory {
    /// `sub.set`: a whole wish, which outlives rooms.
    mutating func wish(_ wish: StreamWish, by id: ClientID) -> MemberReply {
        clients[id]?.wants = wish
        if let key = clients[id]?.room {
            rooms[key]?.update(id) { $0.dropsAll = false }
            rightsChanged(key, of: id)
        }
        return .done
    }

    /// `sub.hold`: pauses what flows between a member and another one, or everybody, both ways.
    mutating func hold(_ hold: StreamHold, by id: ClientID) throws(MemberRefusal) -> MemberReply {
        let (client, key, room) = try mustBeInside(id)
        let other = try hold.userid.map { userid throws(MemberRefusal) in try sender(userid, of: key) }
        guard other != id else { throw MemberRefusal(.notAllowed, "that is yourself", field: "userid") }
        let holds = room.members[id]?.holds ?? Holds()
        guard other == nil || holds.pairs[other ?? id] != nil || holds.pairs.count < limits.holds else {
            throw MemberRefusal(.limitExceeded, "too many are on hold")
        }
        try takeGate(of: id)
        rooms[key]?.update(id) { $0.holds.set(hold.kinds, hold.isOn, with: other) }
        let mine = StreamHold(userid: client.userid, tracks: hold.tracks, isOn: hold.isOn)
        post(.held(mine, by: client.userid), to: other.map { [$0] } ?? others(in: key, than: id))
        post(.held(hold, by: client.userid), to: [id])
        rightsChanged(key)
        return .done
    }

    /// `sub.answer` and `sub.restart` go to the media plane, which replies.
    mutating func forward(
        _ make: (ReplyAddress) -> MediaWork, from id: ClientID, id request: UInt64?
    ) {
        guard let connection = clients[id]?.connection else { return }
        emit(.media(make(ReplyAddress(connection: connection, id: request))))
    }

    /// The client missed too much, an offer of ours maybe: it gets another one.
    mutating func offerAnew(to id: ClientID) {
        guard clients[id]?.receives.isEmpty == false else { return }
        emit(.media(.restart(id, fresh: false, reply: nil)))
    }

    /// An offer of ours for a client.
    mutating func offered(_ offer: MediaOffer, to id: ClientID, now: Duration) -> [MemberEffect] {
        begin(now)
        guard let key = clients[id]?.room else { return finish() }
        var userids: [String: String] = [:]
        for stream in offer.streams.compactMap({ rooms[key]?.streams[$0.id] }) {
            userids[stream.id] = publisher(of: stream, in: key)?.userid
        }
        post(.subscriptionOffer(SubscriptionOffer(offer: offer, userids: userids)), to: [id])
        return finish()
    }

    /// The media plane's reply to what was forwarded.
    mutating func replied(
        _ refusal: MemberRefusal?, _ reply: ReplyAddress, now: Duration
    ) -> [MemberEffect] {
        begin(now)
        emit(.reply(reply.connection, reply.id, refusal.map { .refused($0) } ?? .done))
        return finish()
    }
}
