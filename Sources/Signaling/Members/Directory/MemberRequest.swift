// SPDX-License-Identifier: Apache-2.0

/// What a client asks for, read and checked; `docs/protocol.md` has the words of each.
enum MemberRequest: Sendable {
    case hello(Hello)
    /// The answer to a ping, with the number of the last event that came.
    case pong(received: UInt64?)
    case bye
    /// A page goes, and if it isn't back in time it was closed.
    case byeUnlessBack(within: Duration)
    /// Tell of the channel's rooms whose id begins so.
    case watch(prefix: String)
    case unwatch
    case open(RoomTerms)
    case openOrJoin(RoomTerms, JoinWish)
    case join(JoinWish)
    case leave(heir: String?)
    case close
    case set(RoomChange)
    case list(prefix: String, identifier: String?)
    case roomPresence(sessionid: String)
    case userPresence(userid: String)
    case answerKnock(userid: String, accept: Bool, policy: SubscribePolicy?)
    /// Hand the moderation over, now or when leaving.
    case shift(to: String, now: Bool)
    case extra(JSONText)
    case rename(String)
    case privileges(Privileges)
    case status(isBusy: Bool)
    case role(userid: String, Role, grant: Set<MediaKind>?)
    /// What one member, or without one everybody, may receive and publish.
    case policy(userid: String?, SubscribePolicy?, publish: Bool?)
    case eject(userid: String, reason: String?, ban: Duration?)
    case block(userid: String)
    case send(Letter)
    case invite(to: String, extra: JSONText, session: JSONText?)
    case answerInvite(from: String, accept: Bool)
    case cancelInvite(to: String)
    case broadcast(RoomTerms, JoinWish, mayOpen: Bool)
    case publish(PublicationOffer)
    case unpublish(streamid: String)
    case muted(streamid: String, Set<MediaKind>)
    /// The moderator stops tracks of a stream, or lets them go on.
    case blocked(streamid: String, Set<MediaKind>, Bool)
    case ask(StreamAsk)
    /// Exchange no media with one member; nil: with anybody.
    case drop(userid: String?)
    case ticket(streamid: String)
    case forward(StreamForward)
    case bandwidth(BandwidthLimits, userid: String?)
    case programme(ProgrammeCard)
    case streamWish(StreamWish)
    case hold(StreamHold)
    /// Data, files and pictures.
    case data(DataRequest)
    /// The answer to an offer of ours.
    case answerOffer(revision: Int, sdp: [UInt8])
    /// Have our offer made anew; on a new connection if `fresh`.
    case restart(fresh: Bool)
}

/// The first request of a connection.
struct Hello: Sendable {
    var channel: String
    /// Wished for; nil: any.
    var userid: String?
    var extra = JSONText.emptyObject
    /// A bearer token, for the service to judge.
    var auth: String?
    /// What the token is good for; nil: nothing.
    var rights: ClientRights? = .publish
    /// Proof that this is a client that was here.
    var resume: String?
    /// The number of the last event that it has.
    var lastEvent: UInt64 = 0
    /// The page was loaded again: it knows nothing any more and needs the whole state.
    var isFresh = false
    /// See ``Client/grantsByMessage``.
    var grantsByMessage = false
}

/// What a client may do at all.
enum ClientRights: Hashable, Sendable {
    /// Join as a viewer.
    case play
    /// Everything.
    case publish
}

/// What `room.open` says of the room to be.
struct RoomTerms: Sendable {
    var sessionid: String
    var session = MediaSession.conference
    /// The opener's new extra.
    var extra: JSONText?
    var isListed = true
    /// Members besides the moderator.
    var capacity: Int?
    var closesWithOwner = false
    var password: String?
    var identifier: String?
    var knocks = false
    /// Shown to own the room again; 256 random bits from an earlier answer.
    var ownerKey: String?
    /// Nobody joins until it is `open`.
    var isOpening = false
    /// Its viewers are counted for its members, and none of them ever becomes its moderator.
    var isBroadcast = false
}

/// What `room.join` says.
struct JoinWish: Sendable {
    var sessionid: String
    /// What it wishes to send; nil: whatever it may.
    var wish: MediaSession?
    var password: String?
    /// Its new extra.
    var extra: JSONText?
    /// Wait for a room that isn't there.
    var waits = false
    var ownerKey: String?
}

/// What `room.set` changes: what is nil stays.
struct RoomChange: Sendable {
    /// Whether a password is set, changed or taken away.
    enum Password: Hashable, Sendable {
        case removed
        case changed(String)
    }

    var extra: JSONText?
    var password: Password?
    var capacity: Int?
    var isListed: Bool?
    var closesWithOwner: Bool?
    var isLocked: Bool?
    var session: MediaSession?
    var knocks: Bool?
    var identifier: String?
    /// Ends `opening`.
    var opens = false
}

/// What others may do to somebody's streams.
struct Privileges: Hashable, Sendable {
    var canMute = false
    var canStop = false
}

/// A custom message.
struct Letter: Sendable {
    /// Whom it is for.
    enum Scope: Hashable, Sendable {
        case channel
        case room
        case user(String)
    }

    var scope: Scope
    var event: String?
    var message: JSONText
    /// Whom the message names as the one it is meant for, in the way of pages for the old library.
    var addressee: String?
}
