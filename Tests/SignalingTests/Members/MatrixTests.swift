// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("Who receives what from whom")
struct MatrixTests {
    private static let moderator = ClientID(number: 1)
    private static let broadcaster = ClientID(number: 2)
    private static let participant = ClientID(number: 3)
    private static let other = ClientID(number: 4)
    private static let viewer = ClientID(number: 5)

    private static func room(_ session: MediaSession) -> MemberRoom {
        var terms = RoomTerms(sessionid: "r")
        terms.session = session
        var room = MemberRoom(terms, extra: .emptyObject, birth: 1, ownerKey: "k", limits: MemberLimits())
        room.add(moderator, Member(role: .moderator, wish: nil))
        room.add(broadcaster, Member(role: .broadcaster, wish: nil))
        room.add(participant, Member(role: .participant, wish: nil))
        room.add(other, Member(role: .participant, wish: nil))
        room.add(viewer, Member(role: .viewer, wish: nil))
        return room
    }

    /// Who receives the kind from whom, as letters: M B P O V.
    private static func pairs(_ room: MemberRoom, _ kind: MediaKind) -> Set<String> {
        let names = [moderator: "M", broadcaster: "B", participant: "P", other: "O", viewer: "V"]
        var pairs: Set<String> = []
        for (from, sender) in names {
            for (to, receiver) in names where room.mayReceive(to, from: from, kind) {
                pairs.insert(sender + receiver)
            }
        }
        return pairs
    }

    private static let toAll: Set<String> = ["MB", "MP", "MO", "MV", "BM", "BP", "BO", "BV"]
    private static let participantsToAll: Set<String> = ["PM", "PB", "PO", "PV", "OM", "OB", "OP", "OV"]

    @Test func `in a conference everybody but viewers reaches everybody`() {
        let pairs = Self.pairs(Self.room(.conference), .video)
        #expect(pairs == Self.toAll.union(Self.participantsToAll))
    }

    @Test func `one-to-many participants reach the moderator only`() {
        let pairs = Self.pairs(Self.room(MediaSession(kinds: [.video], isBroadcast: true)), .video)
        #expect(pairs == Self.toAll.union(["PM", "OM"]))
    }

    @Test func `in a one-way room participants reach nobody`() {
        let pairs = Self.pairs(Self.room(MediaSession(kinds: [.video], isOneWay: true)), .video)
        #expect(pairs == Self.toAll)
    }

    @Test func `a two-way kind in a one-way room reaches all`() {
        let session = MediaSession(kinds: [.audio, .screen], twoWay: [.audio], isOneWay: true)
        #expect(Self.pairs(Self.room(session), .audio) == Self.toAll.union(Self.participantsToAll))
        #expect(Self.pairs(Self.room(session), .screen) == Self.toAll)
    }

    /// The four directions that pages choose from. One-to-one differs from a conference in its capacity alone.
    enum Direction: CaseIterable {
        case oneToOne, oneToMany, oneWay, manyToMany

        /// Who receives what the room's kinds are, of a moderator M and participants P and O.
        var pairs: Set<String> {
            switch self {
            case .oneToOne, .manyToMany: ["MP", "MO", "PM", "PO", "OM", "OP"]
            case .oneToMany: ["MP", "MO", "PM", "OM"]
            case .oneWay: ["MP", "MO"]
            }
        }
    }

    /// What pages add up: a row for each choice of their lists.
    static let mediaSets: [Set<MediaKind>] = [
        [.audio, .video, .screen, .data], [.audio, .video, .data], [.audio, .video], [.audio, .screen],
        [.video, .screen], [.audio], [.video], [.screen],
    ]

    @Test(arguments: Direction.allCases, mediaSets)
    func `three members receive what the direction says`(direction: Direction, kinds: Set<MediaKind>) {
        let session = MediaSession(
            kinds: kinds, isOneWay: direction == .oneWay, isBroadcast: direction == .oneToMany)
        var room = Self.room(session)
        for other in [Self.broadcaster, Self.viewer] { _ = room.remove(other) }
        for kind in kinds where kind != .data {
            #expect(Self.pairs(room, kind) == direction.pairs, "\(kind)")
        }
        let everybody = Direction.manyToMany.pairs
        #expect(Self.pairs(room, .data) == everybody)
    }

    @Test(arguments: [
        MediaSession(kinds: [.data]), MediaSession(kinds: [.data], isOneWay: true),
        MediaSession(kinds: [.data], isBroadcast: true),
    ])
    func `data goes from all to all`(session: MediaSession) {
        #expect(Self.pairs(Self.room(session), .data).count == 20)
    }

    @Test func `a mask, a grant, a policy and a block limit`() {
        var room = Self.room(.conference)
        let guest = ClientID(number: 9)
        room.add(guest, Member(role: .participant, wish: MediaSession(kinds: [.audio])))
        #expect(room.mayPublish(guest, .audio) && !room.mayPublish(guest, .video))
        room.update(Self.broadcaster) { $0.grant = [.audio] }
        #expect(!room.mayReceive(Self.viewer, from: Self.broadcaster, .video))
        room.update(Self.viewer) { $0.subscribe = .owner }
        #expect(room.mayReceive(Self.viewer, from: Self.moderator, .audio))
        #expect(!room.mayReceive(Self.viewer, from: Self.broadcaster, .audio))
        room.update(Self.participant) { $0.blocked = [Self.moderator] }
        #expect(!room.mayReceive(Self.participant, from: Self.moderator, .audio))
        #expect(!room.mayReceive(Self.moderator, from: Self.participant, .audio))
        room.update(Self.moderator) { $0.mayPublish = false }
        #expect(!room.mayReceive(Self.other, from: Self.moderator, .audio))
    }

    @Test func `nobody receives from outside of the room or from itself`() {
        let room = Self.room(.conference)
        #expect(!room.mayReceive(Self.moderator, from: ClientID(number: 77), .audio))
        #expect(!room.mayReceive(ClientID(number: 77), from: Self.moderator, .audio))
        #expect(!room.mayReceive(Self.moderator, from: Self.moderator, .audio))
    }
}
