// SPDX-License-Identifier: Apache-2.0

/// Which part answers which request.
extension MemberDirectory {
    /// Does what a client asks for; nil: the answer was given, or comes later.
    mutating func answer(
        _ request: MemberRequest, id: UInt64?, of client: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply? {
        switch request {
        case .hello: throw MemberRefusal(.badArgument, "hello comes once", field: "t")
        case .pong(let received): return heard(client, received)
        case .bye: return leaveForGood(client, id: id)
        case .byeUnlessBack(let time): return leave(client, unlessBackWithin: time)
        case .watch(let prefix): return watch(prefix, by: client)
        case .unwatch: return unwatch(client)
        case .open, .openOrJoin, .join, .broadcast:
            try enter(request, id: id, client, entropy)
            return nil
        case .leave(let heir): return leave(client, heir: heir)
        case .close: return try close(by: client)
        case .set(let change): return try set(change, by: client)
        case .list(let prefix, let identifier): return list(prefix, identifier, for: client)
        case .roomPresence(let sessionid): return presence(ofRoom: sessionid, for: client)
        case .userPresence(let userid): return presence(ofUser: userid, for: client)
        case .publish, .streamWish, .hold, .answerOffer, .restart:
            return try answerMedia(request, id: id, of: client, entropy)
        case .unpublish, .muted, .blocked, .ask, .drop, .ticket, .forward, .bandwidth, .programme:
            return try answerStream(request, of: client, entropy)
        case .data(let request): return try answer(request, id: id, of: client, entropy)
        default: return try answerMember(request, of: client, entropy)
        }
    }

    private mutating func answerMedia(
        _ request: MemberRequest, id: UInt64?, of client: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply? {
        switch request {
        case .publish(let offer): try publish(offer, by: client, id: id, entropy)
        case .streamWish(let wish): return self.wish(wish, by: client)
        case .hold(let what): return try hold(what, by: client)
        case .answerOffer(let revision, let sdp):
            forward({ .answer(client, revision: revision, sdp: sdp, reply: $0) }, from: client, id: id)
        case .restart(let fresh):
            forward({ .restart(client, fresh: fresh, reply: $0) }, from: client, id: id)
        default: break
        }
        return nil
    }

    private mutating func answerStream(
        _ request: MemberRequest, of client: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply? {
        switch request {
        case .unpublish(let streamid): try unpublish(streamid, by: client)
        case .muted(let streamid, let kinds): try setMuted(streamid, kinds, by: client)
        case .blocked(let streamid, let kinds, let isOn): try setBlocked(streamid, kinds, isOn, by: client)
        case .ask(let what): try ask(what, by: client)
        case .drop(let userid): try dropMedia(with: userid, by: client)
        case .ticket(let streamid): try ticket(for: streamid, by: client, entropy)
        case .forward(let what): try forward(what, by: client, entropy)
        case .programme(let card): try setProgramme(card, by: client)
        case .bandwidth(let limits, let userid): try setBandwidth(limits, of: userid, by: client)
        default: nil
        }
    }

    private mutating func answerMember(
        _ request: MemberRequest, of client: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) -> MemberReply? {
        switch request {
        case .answerKnock(let userid, let accept, let policy):
            return try answerKnock(of: userid, accept, policy, by: client)
        case .shift(let to, let now): return try shift(to: to, now: now, by: client)
        case .extra(let extra): return try setExtra(extra, of: client)
        case .rename(let userid): return try rename(client, to: userid, entropy)
        case .privileges(let privileges): return try set(privileges, of: client)
        case .status(let isBusy): return try set(isBusy: isBusy, of: client)
        case .role(let userid, let role, let grant):
            return try setRole(of: userid, role, grant, by: client)
        case .policy(let userid, let subscribe, let publish):
            return try setPolicy(of: userid, subscribe, publish, by: client)
        case .eject(let userid, let reason, let ban):
            return try eject(userid, reason: reason, ban: ban, by: client)
        case .block(let userid): return try block(userid, by: client)
        case .send(let letter): return try send(letter, by: client)
        case .invite(let to, let extra, let session):
            return try invite(to, extra: extra, session: session, by: client)
        case .answerInvite(let from, let accept):
            return try answerInvite(from: from, accept, by: client, entropy)
        case .cancelInvite: return hangUp(client)
        default: throw MemberRefusal(.unknownType, "no such message", field: "t")
        }
    }

    /// The requests that open or join, and answer themselves.
    private mutating func enter(
        _ request: MemberRequest, id: UInt64?, _ client: ClientID, _ entropy: Entropy
    ) throws(MemberRefusal) {
        switch request {
        case .open(let terms): try open(terms, by: client, id: id, entropy)
        case .openOrJoin(let terms, _) where opens(terms, client):
            try open(terms, by: client, id: id, entropy)
        case .broadcast(let terms, _, true) where opens(terms, client) && clients[client]?.rights == .publish:
            try open(terms, by: client, id: id, entropy)
        case .broadcast(_, let wish, _): try join(wish, by: client, id: id, isViewer: true)
        case .openOrJoin(_, let wish), .join(let wish): try join(wish, by: client, id: id)
        default: break
        }
    }

    /// Whether there is nothing to join, or a room that waits for just this owner.
    private func opens(_ terms: RoomTerms, _ client: ClientID) -> Bool {
        guard let client = clients[client] else { return false }
        let key = RoomKey(channel: client.channel, sessionid: terms.sessionid)
        guard let room = rooms[key] else { return true }
        return client.room != key && room.isOwned(by: terms.ownerKey)
    }
}

extension MemberRoom {
    /// Whether the room waits for its owner and this is the owner's key.
    func isOwned(by key: String?) -> Bool {
        guard let key, phase == .ownerless else { return false }
        return Secret.matches(key, ownerKey)
    }
}
