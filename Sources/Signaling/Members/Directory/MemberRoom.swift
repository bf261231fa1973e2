// SPDX-License-Identifier: Apache-2.0

/// A room of the control protocol: its members, and what its moderator decided.
struct MemberRoom: Sendable {
    /// How far it is.
    enum Phase: String, Hashable, Sendable {
        /// Its opener captures; nobody joins.
        case opening
        case open
        /// It has no moderator and waits for one for a while.
        case ownerless
    }

    /// Tells it from another room of the same name, earlier or later.
    let birth: UInt64
    var phase: Phase
    var session: MediaSession
    var extra: JSONText
    /// Members besides the moderator.
    var capacity: Int
    var isListed: Bool
    var closesWithOwner: Bool
    var isLocked = false
    var knocks: Bool
    let isBroadcast: Bool
    var identifier: String?
    let ownerKey: String
    /// Whether a password is asked for; while it is being hashed ``password`` is nil or the one before.
    var isProtected: Bool
    var password: PasswordHash?
    /// The members.
    private(set) var members: [ClientID: Member] = [:]
    /// Their order of coming.
    private(set) var order: [ClientID] = []
    /// Viewers among them; counted along since audiences are big.
    private(set) var viewerCount = 0
    private(set) var moderator: ClientID?
    /// Who takes over when the moderator leaves.
    var heir: ClientID?
    /// Who knocks, in order.
    var knocking: [ClientID] = []
    var bans: [Ban] = []
    /// What members who come later may receive.
    var subscribe = SubscribePolicy.all
    var mayPublish = true
    /// When it is given up.
    var ownerlessUntil: Duration?
    /// What its members publish, by its name.
    var streams: [String: MemberStream] = [:]
    /// Those who publish by WHIP, are away, and of whom something is stopped, by their broadcasts' names.
    var awayOutside: [String: AwayOutsider] = [:]
    /// What those see who follow it; nil: nothing.
    var programme: MemberProgramme?
    /// Those of whom there are streams and who are no members: who left, and who publishes by WHIP.
    var absent: [ClientID: AbsentMember] = [:]
    /// What is kept of its members' data.
    var data: RoomData
    /// Bytes of its members' extras.
    var extraBytes = 0
    /// When its listing, or its count of viewers, may be told again.
    var nextUpdate = Duration.zero

    /// Whether members besides the moderator are as many as may be.
    var isFull: Bool { members.count - (moderator == nil ? 0 : 1) >= capacity }

    /// Whether watchers of the channel see it.
    var isAnnounced: Bool { isListed && phase != .opening }

    /// An empty room.
    init(_ terms: RoomTerms, extra: JSONText, birth: UInt64, ownerKey: String, limits: MemberLimits) {
        self.birth = birth
        self.extra = extra
        self.ownerKey = ownerKey
        data = RoomData(limits.data)
        phase = terms.isOpening ? .opening : .open
        session = terms.session
        capacity = min(terms.capacity ?? limits.defaultMembers, limits.members)
        isListed = terms.isListed
        closesWithOwner = terms.closesWithOwner
        knocks = terms.knocks
        isBroadcast = terms.isBroadcast
        identifier = terms.identifier
        isProtected = terms.password != nil
    }

    /// Lets somebody in.
    mutating func add(_ client: ClientID, _ member: Member) {
        members[client] = member
        order.append(client)
        count(member.role, by: 1)
        if member.role == .moderator {
            moderator = client
        }
    }

    /// Takes somebody out.
    mutating func remove(_ client: ClientID) -> Member? {
        guard let member = members.removeValue(forKey: client) else { return nil }
        order.removeAll { $0 == client }
        count(member.role, by: -1)
        if moderator == client { moderator = nil }
        if heir == client { heir = nil }
        return member
    }

    /// Gives a member another role. The moderator before, if this makes another one, stays what its media
    /// allows: a broadcaster where participants don't reach everybody.
    mutating func setRole(_ client: ClientID, _ role: Role) {
        guard let before = members[client]?.role, before != role else { return }
        if role == .moderator, let old = moderator {
            changeRole(old, session.isOneWay || session.isBroadcast ? .broadcaster : .participant)
        }
        changeRole(client, role)
        if before == .moderator { moderator = nil }
        if role == .moderator {
            moderator = client
            if heir == client { heir = nil }
        }
    }

    /// Changes what doesn't touch the role.
    mutating func update(_ client: ClientID, _ change: (inout Member) -> Void) {
        guard var member = members[client] else { return }
        let role = member.role
        change(&member)
        precondition(member.role == role, "roles change by setRole, which counts")
        members[client] = member
    }

    private mutating func changeRole(_ client: ClientID, _ role: Role) {
        guard let before = members[client]?.role else { return }
        count(before, by: -1)
        members[client]?.role = role
        count(role, by: 1)
    }

    private mutating func count(_ role: Role, by change: Int) {
        viewerCount += role == .viewer ? change : 0
    }
}

/// Somebody who left streams behind, or publishes by WHIP.
struct AbsentMember: Equatable, Sendable {
    /// What it was, for the rules of who receives what.
    let member: Member
    let userid: String
    let extra: JSONText
    /// What it publishes by WHIP; nil: it was a member.
    var broadcast: BroadcastID?
}

/// Somebody who may not come back for a while.
struct Ban: Equatable, Sendable {
    let userid: String
    let sid: String
    /// Nil if others in the room have the same address: they would be hit too.
    let address: String?
    let until: Duration
}
