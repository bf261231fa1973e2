// SPDX-License-Identifier: Apache-2.0

@testable import Signaling

/// What a page would know of its room from replies and events alone, and what must never happen to it.
struct MemberPage {
    /// The userids in its room; nil: it is in none.
    private(set) var members: Set<String>?
    private(set) var moderator: String?
    /// The streams of others of which it was told.
    private(set) var streams: Set<String> = []
    private(set) var sessionid: String?
    /// How many events it got, as the wire protocol counts.
    private(set) var received: UInt64 = 0
    private(set) var resume: String?
    private(set) var userid: String?
    /// What was wrong.
    private(set) var fault: String?

    mutating func take(_ item: MemberWorld.Item) {
        switch item {
        case .reply(_, let reply): take(reply)
        case .event(let event):
            received += 1
            take(event)
        case .ping(let last):
            if last != received { fault = "ping says \(last) events, \(received) came" }
        case .closed: break
        case .data(.clear), .data(.wanted): break
        case .data: if members == nil { fault = "data of a room" }
        }
    }

    /// The page left by itself and was answered.
    mutating func left() {
        members = nil
        streams = []
        moderator = nil
        sessionid = nil
    }

    mutating func renamed(_ name: String) {
        if let userid, members?.remove(userid) != nil { members?.insert(name) }
        if moderator == userid { moderator = name }
        userid = name
    }

    private mutating func take(_ reply: MemberReply) {
        switch reply {
        case .welcome(let welcome):
            received = welcome.lastEvent
            resume = welcome.resume
            userid = welcome.userid
        case .entered(let state, _): enter(state)
        default: break
        }
    }

    private mutating func enter(_ state: RoomState) {
        members = Set(state.members.map(\.userid))
        if members?.count != state.members.count { fault = "a member is listed twice" }
        streams = Set(state.streams.map(\.streamid))
        moderator = state.room.moderator
        sessionid = state.room.key.sessionid
    }

    private mutating func take(_ event: MemberEvent) {
        switch event {
        case .joinAccepted(let state): enter(state)
        case .roomState(let state):
            left()
            if let state { enter(state) }
        case .userJoined(let card):
            if members?.insert(card.userid).inserted != true {
                fault = "\(card.userid) joined twice, or here"
            }
        case .userLeft(let userid, _):
            if members?.remove(userid) == nil { fault = "\(userid) left and was not here" }
        case .userUpdated(let update): take(update)
        case .streamAnnounced, .streamUpdated, .streamRemoved: takeStream(event)
        case .userState(let userid, _, _):
            if members?.contains(userid) != true { fault = "\(userid) is away and not here" }
        case .moderationShifted(let room, _, let to):
            if sessionid != room { fault = "moderation of another room shifted" }
            moderator = to
        case .ejected:
            if members == nil { fault = "ejected from nowhere" }
            left()
        case .roomClosed(let key, let reason):
            if reason != .unlisted, key.sessionid == sessionid { left() }
        case .message(.room, _, _, _, _):
            // Its sender may be a viewer who is only counted.
            if members == nil { fault = "a message of a room" }
        case .data(.message), .data(.fileOffered), .data(.fileCancelled):
            if members == nil { fault = "data of a room" }
        case .knock, .knockCancelled:
            if moderator != userid || members == nil { fault = "a knock for somebody who is no moderator" }
        default: break
        }
    }

    /// Its own streams it knows without being told.
    private mutating func takeStream(_ event: MemberEvent) {
        switch event {
        case .streamAnnounced(let card):
            if members == nil { fault = "a stream of a room" }
            if !streams.insert(card.streamid).inserted { fault = "\(card.streamid) is announced twice" }
        case .streamUpdated(let card):
            if !streams.contains(card.streamid), card.userid != userid {
                fault = "news of \(card.streamid), which is not here"
            }
        case .streamRemoved(let streamid, let owner, _):
            if streams.remove(streamid) == nil, owner != userid { fault = "\(streamid) is removed twice" }
        default: break
        }
    }

    private mutating func take(_ update: UserUpdate) {
        guard members?.contains(update.userid) == true else {
            fault = "news of \(update.userid), who is not here"
            return
        }
        guard let name = update.renamed else { return }
        members?.remove(update.userid)
        members?.insert(name)
        if moderator == update.userid { moderator = name }
    }
}
