// SPDX-License-Identifier: Apache-2.0

/// What clients are told without having asked.
///
/// Boxed: a room's thousands of rings share each event.
indirect enum MemberEvent: Equatable, Sendable {
    case roomAnnounced(RoomCard)
    case roomUpdated(RoomCard)
    case roomClosed(RoomKey, RoomCloseReason)
    /// The whole state, for a client that missed too much; nil: it is in no room.
    case roomState(RoomState?)
    case knock(userid: String, extra: JSONText, wish: MediaSession?, passwordOk: Bool)
    case knockCancelled(userid: String)
    case joinAccepted(RoomState)
    case joinRejected(sessionid: String, MemberRefusal)
    case userJoined(MemberCard)
    case userUpdated(UserUpdate)
    case userState(userid: String, isAway: Bool, hasLostMedia: Bool)
    case userLeft(userid: String, LeaveReason)
    case ejected(by: String, reason: String?)
    case moderationShifted(sessionid: String, from: String?, to: String?)
    case policy(SubscribePolicy, publish: Bool)
    case streamAnnounced(StreamCard)
    case streamUpdated(StreamCard)
    case streamRemoved(streamid: String, userid: String, StreamEnd)
    case streamAsked(from: String, StreamAsk)
    /// Somebody asked for what this client doesn't allow.
    case streamDenied(from: String, StreamAsk)
    case subscriptionOffer(SubscriptionOffer)
    case held(StreamHold, by: String)
    case userDropped(userid: String)
    case bandwidth(BandwidthLimits)
    case programme(ProgrammeCard)
    case data(DataEvent)
    case message(Letter.Scope, event: String?, userid: String, extra: JSONText, JSONText)
    case invite(from: String, extra: JSONText, session: JSONText?)
    case inviteResult(with: String, InviteResult, sessionid: String?)
    case viewers(sessionid: String, count: Int)
    /// The relay stops.
    case goaway

    /// About how many bytes it holds, for the ring's bound.
    var weight: Int {
        switch self {
        case .roomAnnounced(let card), .roomUpdated(let card): 256 + card.extra.bytes.count
        case .roomState(let state?), .joinAccepted(let state): 256 + state.weight
        case .knock(_, let extra, _, _), .invite(_, let extra, _): 256 + extra.bytes.count
        case .userJoined(let card): 256 + card.extra.bytes.count
        case .userUpdated(let update): 256 + (update.extra?.bytes.count ?? 0)
        case .message(_, _, _, let extra, let message): 256 + extra.bytes.count + message.bytes.count
        case .streamAnnounced(let card), .streamUpdated(let card): 256 + card.extra.bytes.count
        case .subscriptionOffer(let offer): 256 + offer.offer.sdp.utf8.count
        case .data(let event): event.weight
        default: 256
        }
    }
}

/// Why a room ended, or is no longer listed.
enum RoomCloseReason: String, Hashable, Sendable {
    case closed
    case ownerLeft = "owner-left"
    /// It goes on, but not in listings.
    case unlisted
}

/// Why a member is gone.
enum LeaveReason: String, Hashable, Sendable {
    case left
    case timeout
    case ejected
}

/// How a call ended, or that it did.
enum InviteResult: String, Hashable, Sendable {
    case accepted
    case rejected
    case busy
    case timeout
    case cancelled
}

/// What is new of a user; nil: as before.
struct UserUpdate: Equatable, Sendable {
    let userid: String
    var extra: JSONText?
    var role: Role?
    var grant: Set<MediaKind>?
    var renamed: String?
    var privileges: Privileges?
    var isBusy: Bool?
}
