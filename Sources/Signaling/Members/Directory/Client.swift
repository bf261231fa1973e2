// SPDX-License-Identifier: Apache-2.0

/// Somebody who said hello; goes on without a socket for a while.
struct Client: Sendable {
    /// What tells it from others.
    let sid: String
    /// What it shows to come back.
    let secret: String
    let channel: String
    let rights: ClientRights
    /// Where its last connection came from.
    var address: String
    var userid: String { didSet { listed = nil } }
    var extra: JSONText { didSet { listed = nil } }
    var privileges = Privileges() { didSet { listed = nil } }
    /// Says of itself that it takes no calls.
    var isBusy = false { didSet { listed = nil } }
    /// Its socket; nil while it is lost.
    var connection: ConnectionID?
    /// It is silent or has no socket.
    var isAway = false { didSet { listed = nil } }
    /// When it is given up; nil unless it is away.
    var graceUntil: Duration?
    /// It said that it goes, if it isn't back by then.
    var isLeaving = false
    var nextPing: Duration
    /// Pings that were not answered.
    var unanswered = 0
    var events = EventRing()
    /// The room in which it is.
    var room: RoomKey? { didSet { listed = nil } }
    /// How it is listed there; nil: to be made, since something of it or its role changed.
    var listed: ListedMember?
    /// The room that it wants to join.
    var attempt: JoinAttempt?
    /// Whether its messages to a viewer of its one-way room let that viewer publish, as in the old library's pages.
    let grantsByMessage: Bool
    /// What it uploads in its room, on which connections; nil: nothing so far.
    var publication: Publication?
    /// The streams of its room of which it was told.
    var sees: Set<String> = []
    /// Which of them it wants; outlives rooms.
    var wants = StreamWish()
    /// What the media plane was last asked to send it.
    var receives: [ReceivedStream] = []
    /// Whether there may be a connection for that.
    var isReceiving = false
    /// Its connections that broke and aren't back.
    var lostMedia: Set<MediaSide> = [] { didSet { listed = nil } }
    /// Its tickets, by ``MemberStream/number``.
    var tickets: [UInt64: String] = [:]
    /// What it wants to hear of the channel's rooms; nil: nothing.
    var watches: String?
    var call: Call?
    var wrongTries = WrongTries()
    /// What it may send of data, and the files that it waits for.
    var traffic: ClientTraffic
    var requests: TokenBucket
    var messages: TokenBucket
    /// What it mutes, blocks and holds.
    var gates: TokenBucket
    /// What it does of which others are told.
    var notices: TokenBucket
    /// The passwords that it sets for rooms.
    var passwords: TokenBucket
    /// When its extra may be told again.
    var nextExtra = Duration.zero

    /// Whether others should know that its media doesn't flow.
    var hasLostMedia: Bool { !lostMedia.isEmpty }

    /// Keeps an event for it, and gives the socket to which it goes.
    mutating func take(_ event: MemberEvent, _ limits: MemberLimits) -> ConnectionID? {
        events.append(event, limits)
        return connection
    }
}

/// A join that isn't decided.
struct JoinAttempt: Sendable {
    /// What it waits for.
    enum Stage: Hashable, Sendable {
        case beginning
        /// The room.
        case room
        /// Its password being checked.
        case password
        /// The moderator.
        case moderator(until: Duration)
    }

    /// How the client is told of the outcome.
    enum Answer: Hashable, Sendable {
        case reply(ConnectionID, UInt64?)
        case event
    }

    let key: RoomKey
    let wish: JoinWish
    var answer: Answer
    var stage = Stage.beginning
    /// A viewer by the kind of request, whatever it wishes.
    var isViewer = false
}

/// A call between two clients.
enum Call: Hashable, Sendable {
    /// Rings somebody.
    case ringing(ClientID, until: Duration)
    /// Is rung by somebody.
    case rung(by: ClientID)
    /// Talks, in a room of two.
    case talking(with: ClientID)

    /// The other one.
    var other: ClientID {
        switch self {
        case .ringing(let other, _), .rung(let other), .talking(let other): other
        }
    }
}

/// The people of a channel.
struct MemberChannel: Sendable {
    /// Everybody who said hello, by userid.
    var users: [String: ClientID] = [:]
    /// Those who are told of its rooms.
    var watchers: Set<ClientID> = []
    /// Its rooms by id.
    var rooms: Set<String> = []
}
