// SPDX-License-Identifier: Apache-2.0

extension MemberEvent {
    /// The event as it goes over the wire, the same bytes to everybody.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.field("t", type)
        write(into: &writer)
        return writer.object
    }

    private var type: String {
        switch self {
        case .roomAnnounced: "room.announced"
        case .roomUpdated: "room.updated"
        case .roomClosed: "room.closed"
        case .roomState: "room.state"
        case .knock: "knock"
        case .knockCancelled: "knock.cancelled"
        case .joinAccepted: "join.accepted"
        case .joinRejected: "join.rejected"
        case .userJoined: "user.joined"
        case .userUpdated: "user.updated"
        case .userState: "user.state"
        case .userLeft: "user.left"
        case .ejected: "ejected"
        case .moderationShifted: "moderation.shifted"
        case .policy: "policy"
        case .streamAnnounced: "stream.announced"
        case .streamUpdated: "stream.updated"
        case .streamRemoved: "stream.removed"
        case .streamAsked: "stream.asked"
        case .streamDenied: "stream.denied"
        case .subscriptionOffer: "sub.offer"
        case .held: "sub.held"
        case .userDropped: "user.dropped"
        case .bandwidth: "limits"
        case .programme: "programme"
        case .data(let event): event.type
        case .message: "msg"
        case .invite: "invite"
        case .inviteResult: "invite.result"
        case .viewers: "viewers"
        case .goaway: "goaway"
        }
    }

    private func write(into writer: inout JSONWriter) {
        switch self {
        case .roomAnnounced(let card), .roomUpdated(let card):
            writer.object("room") { card.write(into: &$0) }
        case .roomClosed(let key, let reason):
            writer.field("channel", key.channel)
            writer.field("sessionid", key.sessionid)
            writer.field("reason", reason.rawValue)
        case .roomState(let state):
            if let state { state.write(into: &writer) } else { writer.null("room") }
        case .joinAccepted(let state): state.write(into: &writer)
        case .joinRejected(let sessionid, let refusal):
            writer.field("sessionid", sessionid)
            writer.object("error") { refusal.write(into: &$0) }
        case .userJoined(let card): card.write(into: &writer)
        case .userUpdated(let update): update.write(into: &writer)
        case .goaway: writer.field("reason", "shutdown")
        case .data(let event): event.write(into: &writer)
        case .streamAnnounced, .streamUpdated, .streamRemoved, .streamAsked, .streamDenied,
            .subscriptionOffer, .held, .bandwidth, .programme:
            writeMedia(into: &writer)
        default: writePersonal(into: &writer)
        }
    }

    private func writePersonal(into writer: inout JSONWriter) {
        switch self {
        case .knock(let userid, let extra, let wish, let passwordOk):
            writer.field("userid", userid)
            writer.field("extra", extra)
            if let wish { writer.object("as") { wish.write(into: &$0) } }
            writer.field("passwordOk", passwordOk)
        case .knockCancelled(let userid): writer.field("userid", userid)
        case .userState(let userid, let isAway, let hasLostMedia):
            writer.field("userid", userid)
            writer.field("state", isAway ? "away" : "online")
            writer.field("media", hasLostMedia ? "lost" : "ok")
        case .userDropped(let userid): writer.field("userid", userid)
        case .userLeft(let userid, let reason):
            writer.field("userid", userid)
            writer.field("reason", reason.rawValue)
        case .ejected(let by, let reason):
            writer.field("by", by)
            writer.field("reason", reason)
        case .moderationShifted(let sessionid, let from, let to):
            writer.field("sessionid", sessionid)
            writer.optional("from", from)
            writer.optional("to", to)
        case .policy(let subscribe, let publish):
            writer.field("subscribe", subscribe.rawValue)
            writer.field("publish", publish)
        case .viewers(let sessionid, let count):
            writer.field("broadcastId", sessionid)
            writer.field("count", count)
        default: writeBetweenUsers(into: &writer)
        }
    }

    private func writeMedia(into writer: inout JSONWriter) {
        switch self {
        case .streamAnnounced(let card), .streamUpdated(let card): card.write(into: &writer)
        case .streamRemoved(let streamid, let userid, let reason):
            writer.field("streamid", streamid)
            writer.field("userid", userid)
            writer.field("reason", reason.rawValue)
        case .streamAsked(let userid, let ask), .streamDenied(let userid, let ask):
            writer.field("from", userid)
            writer.field("action", ask.action.rawValue)
            writer.field("streamid", ask.streamid)
            writer.field("session", ask.session)
        case .subscriptionOffer(let offer): offer.write(into: &writer)
        case .held(let hold, let by):
            writer.field("userid", hold.userid)
            writer.field("kind", hold.tracks.rawValue)
            writer.field("on", hold.isOn)
            writer.field("by", by)
        case .bandwidth(let limits): limits.write(into: &writer)
        case .programme(let card): card.write(into: &writer)
        default: break
        }
    }

    private func writeBetweenUsers(into writer: inout JSONWriter) {
        switch self {
        case .message(let scope, let event, let userid, let extra, let message):
            writer.field("scope", scope.word)
            writer.field("event", event)
            writer.object("from") { from in
                from.field("userid", userid)
                from.field("extra", extra)
            }
            writer.field("message", message)
        case .invite(let from, let extra, let session):
            writer.field("from", from)
            writer.field("extra", extra)
            writer.field("session", session)
        case .inviteResult(let with, let result, let sessionid):
            writer.field("with", with)
            writer.field("result", result.rawValue)
            writer.field("sessionid", sessionid)
        default: break
        }
    }
}

extension Letter.Scope {
    /// The scope as it is spelled.
    fileprivate var word: String {
        switch self {
        case .channel: "channel"
        case .room: "room"
        case .user: "user"
        }
    }
}
