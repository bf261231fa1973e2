// SPDX-License-Identifier: Apache-2.0

/// What everybody may know of a room.
struct RoomCard: Equatable, Sendable {
    let key: RoomKey
    /// The moderator's userid; nil while there is none.
    var moderator: String?
    var extra: JSONText
    var session: MediaSession
    var phase: MemberRoom.Phase
    /// Members that may publish.
    var members: Int
    var viewers: Int
    var capacity: Int
    var isFull: Bool
    var isProtected: Bool
    var isLocked: Bool
    var knocks: Bool
    var identifier: String?
    /// Where its picture is; of a protected room it needs a key.
    var preview: String?
}

/// What members know of one of them.
struct MemberCard: Equatable, Sendable {
    let userid: String
    var extra: JSONText
    var role: Role
    var wish: MediaSession?
    var isAway: Bool
    var hasLostMedia = false
    var isBusy: Bool
    var privileges: Privileges
}

/// A member in the list that joins are answered with, encoded once for all of them: when thousands join, each list
/// has thousands of entries.
final class ListedMember: Equatable, Sendable {
    let card: MemberCard
    let text: JSONText

    init(_ card: MemberCard) {
        self.card = card
        text = card.text
    }

    var userid: String { card.userid }

    static func == (left: ListedMember, right: ListedMember) -> Bool { left.card == right.card }
}

/// A room as one of its members sees it: the answer to a join, and what a client that missed too much gets.
struct RoomState: Equatable, Sendable {
    var room: RoomCard
    /// The receiver's role.
    var role: Role
    /// The receiver's policy.
    var subscribe: SubscribePolicy
    /// The key of a moderator; nil for others.
    var ownerKey: String?
    /// Everybody who is listed, the receiver too, in the order in which they came.
    var members: [ListedMember]
    /// The streams that the receiver sees already; of others it is told by events.
    var streams: [StreamCard] = []
    /// What is on air, if the moderator decides that.
    var programme: ProgrammeCard?
    /// The files that the receiver may have.
    var files: [FileCard] = []
    /// What is kept for it.
    var retained: [RetainedCard] = []
    /// Where the room's picture is, with its key if it needs one.
    var preview: String?

    /// About how many bytes it holds.
    var weight: Int {
        members.reduce(room.extra.bytes.count) { $0 + $1.text.bytes.count }
            + streams.reduce(0) { $0 + 256 + $1.extra.bytes.count }
            + files.reduce(0) { $0 + $1.weight } + retained.reduce(0) { $0 + $1.data.bytes.count }
    }
}
