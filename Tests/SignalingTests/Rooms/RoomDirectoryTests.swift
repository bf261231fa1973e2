// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("RoomDirectory")
struct RoomDirectoryTests {
    private let broadcast = BroadcastID(room: "r", name: "b")
    private func id(_ text: String) -> SessionID { SessionID(text: text) }

    /// A directory in which `broadcast` is live by the session `p`.
    private func live(_ policy: DuplicatePublisherPolicy = .takeover) throws -> RoomDirectory {
        var directory = RoomDirectory(duplicatePublisher: policy)
        try directory.publish(broadcast, as: id("p"), now: .zero)
        _ = directory.answered(id("p"), iceTag: "t", now: .zero)
        directory.connected(id("p"), now: .zero)
        _ = directory.live(broadcast, by: id("p"), now: .zero)
        return directory
    }

    @Test func `a publisher goes from opening to live, and its viewer hears of it`() throws {
        var directory = RoomDirectory()
        try directory.publish(broadcast, as: id("p"), now: .zero)
        #expect(directory.sessions[id("p")]?.phase == .opening)
        #expect(directory.answered(id("p"), iceTag: "t", now: .zero) == [])
        #expect(directory.sessions[id("p")]?.phase == .connecting)
        directory.connected(id("p"), now: .zero)
        #expect(directory.liveBroadcasts(of: .broadcast(broadcast)) == [])
        #expect(directory.live(broadcast, by: id("p"), now: .zero) == [.wentLive(broadcast)])
        #expect(directory.live(broadcast, by: id("p"), now: .zero) == [])
        #expect(try directory.watch(.room("r"), as: id("v"), now: .zero) == [broadcast])
    }

    @Test func `what is not live can't be watched, and nothing is left of the wish`() throws {
        var directory = RoomDirectory()
        #expect(throws: RoomRefusal.notLive) {
            _ = try directory.watch(.broadcast(broadcast), as: id("v"), now: .zero)
        }
        #expect(directory.rooms.isEmpty && directory.sessions.isEmpty)
    }

    @Test func `media implies a connection, whichever is told first`() throws {
        var directory = RoomDirectory()
        try directory.publish(broadcast, as: id("p"), now: .zero)
        #expect(directory.live(broadcast, by: id("p"), now: .zero) == [.wentLive(broadcast)])
        #expect(directory.answered(id("p"), iceTag: "t", now: .zero) == [])
        #expect(directory.sessions[id("p")]?.phase == .connected)
        #expect(directory.sessions[id("p")]?.iceTag == "t")
        #expect(directory.expire(now: .seconds(100)) == [])
    }

    @Test func `a takeover keeps the broadcast live and in its place`() throws {
        var directory = try live()
        let other = BroadcastID(room: "r", name: "a")
        try directory.publish(other, as: id("q"), now: .zero)
        _ = directory.live(other, by: id("q"), now: .zero)

        try directory.publish(broadcast, as: id("p2"), now: .zero)
        #expect(directory.answered(id("p2"), iceTag: "t2", now: .zero) == [])
        directory.connected(id("p2"), now: .zero)
        #expect(directory.sessions[id("p")]?.phase == .replaced)
        #expect(directory.liveBroadcasts(of: .room("r")) == [broadcast, other])
        guard case .ended(let session, .replaced)? = directory.ended(id("p"), .replaced).first else {
            Issue.record("the replaced publisher did not end")
            return
        }
        #expect(session.id == id("p"))
        #expect(directory.live(broadcast, by: id("p2"), now: .zero) == [.renewed(broadcast)])
        #expect(directory.live(broadcast, by: id("p2"), now: .zero) == [])
        #expect(directory.liveBroadcasts(of: .room("r")) == [broadcast, other])
    }

    @Test func `a broadcast that was silent goes to the end of the live order`() throws {
        var directory = try live()
        let other = BroadcastID(room: "r", name: "a")
        try directory.publish(other, as: id("q"), now: .zero)
        _ = directory.live(other, by: id("q"), now: .zero)
        #expect(directory.ended(id("p"), .timeout).first == .wentSilent(broadcast))
        try directory.publish(broadcast, as: id("p2"), now: .zero)
        _ = directory.live(broadcast, by: id("p2"), now: .zero)
        #expect(directory.liveBroadcasts(of: .room("r")) == [other, broadcast])
    }

    @Test func `of two publishers that are still connecting the one answered later stays`() throws {
        var directory = RoomDirectory()
        try directory.publish(broadcast, as: id("p1"), now: .zero)
        try directory.publish(broadcast, as: id("p2"), now: .zero)
        #expect(directory.answered(id("p1"), iceTag: "1", now: .zero) == [])
        let effects = directory.answered(id("p2"), iceTag: "2", now: .zero)
        #expect(effects.first == .close(id("p1")))
        #expect(Set(directory.sessions.keys) == [id("p2")])
    }

    @Test func `a refused offer supersedes nobody`() throws {
        var directory = RoomDirectory()
        try directory.publish(broadcast, as: id("p1"), now: .zero)
        _ = directory.answered(id("p1"), iceTag: "1", now: .zero)
        try directory.publish(broadcast, as: id("p2"), now: .zero)
        directory.abandon(id("p2"))
        #expect(Set(directory.sessions.keys) == [id("p1")])
        #expect(directory.rooms["r"]?.broadcasts["b"]?.candidates == [id("p1")])
    }

    @Test func `the policy reject counts publishers that are still connecting`() throws {
        var directory = RoomDirectory(duplicatePublisher: .reject)
        try directory.publish(broadcast, as: id("p1"), now: .zero)
        #expect(throws: RoomRefusal.alreadyPublishing) {
            try directory.publish(broadcast, as: id("p2"), now: .zero)
        }
        _ = directory.leave(id("p1"))
        try directory.publish(broadcast, as: id("p2"), now: .zero)
    }

    @Test func `viewers stay with the name when the publisher goes`() throws {
        var directory = try live()
        _ = try directory.watch(.broadcast(broadcast), as: id("v"), now: .zero)
        _ = directory.answered(id("v"), iceTag: "t", playing: [broadcast], now: .zero)
        directory.connected(id("v"), now: .zero)
        _ = directory.ended(id("p"), .closed)
        #expect(
            directory.snapshot(of: "r")?.broadcasts
                == [.init(name: "b", live: false, viewers: 1, source: broadcast)])
        _ = directory.leave(id("v"))
        #expect(directory.rooms.isEmpty)
    }

    @Test func `a viewer of a room counts once in the room and once in each broadcast that it plays`() throws
    {
        var directory = try live()
        let other = BroadcastID(room: "r", name: "a")
        try directory.publish(other, as: id("q"), now: .zero)
        _ = directory.live(other, by: id("q"), now: .zero)
        _ = try directory.watch(.room("r"), as: id("v"), now: .zero)
        _ = directory.answered(id("v"), iceTag: "t", playing: [broadcast, other], now: .zero)
        #expect(directory.snapshot(of: "r")?.viewers == 0)
        directory.connected(id("v"), now: .zero)
        let room = try #require(directory.snapshot(of: "r"))
        #expect(room.viewers == 1)
        #expect(room.broadcasts.map(\.viewers) == [1, 1])
    }

    @Test func `deadlines run from the answer, and from a counter-offer longer`() throws {
        var directory = try live()
        _ = try directory.watch(.room("r"), as: id("v"), now: .zero)
        _ = directory.answered(id("v"), iceTag: "t", now: .seconds(10))
        _ = try directory.watch(.room("r"), as: id("w"), now: .zero)
        directory.counterOffered(id("w"), iceTag: "t", playing: [], now: .zero)
        #expect(directory.expire(now: .seconds(24)) == [])
        #expect(directory.expire(now: .seconds(25)).first == .close(id("v")))
        directory.counterOfferAccepted(id("w"), now: .seconds(29))
        #expect(directory.expire(now: .seconds(43)) == [])
        #expect(directory.expire(now: .seconds(44)).first == .close(id("w")))
    }

    @Test func `a replaced publisher that the media plane forgets to end is ended here`() throws {
        var directory = try live()
        try directory.publish(broadcast, as: id("p2"), now: .zero)
        directory.connected(id("p2"), now: .seconds(1))
        #expect(directory.expire(now: .seconds(15)) == [])
        #expect(directory.expire(now: .seconds(16)).first == .close(id("p")))
        #expect(directory.liveBroadcasts(of: .room("r")) == [broadcast])
    }

    @Test func `the bounds of sessions, unconnected sessions and broadcasts hold`() throws {
        var limits = RoomLimits()
        limits.sessions = 3
        limits.unconnectedSessions = 2
        limits.broadcastsPerRoom = 2
        var directory = RoomDirectory(limits: limits)
        for name in ["a", "b"] {
            try directory.publish(BroadcastID(room: "r", name: name), as: id(name), now: .zero)
        }
        #expect(throws: RoomRefusal.tooManyBroadcasts) {
            try directory.publish(BroadcastID(room: "r", name: "c"), as: id("c"), now: .zero)
        }
        #expect(throws: RoomRefusal.tooManyUnconnected) {
            try directory.publish(BroadcastID(room: "s", name: "c"), as: id("c"), now: .zero)
        }
        directory.connected(id("a"), now: .zero)
        try directory.publish(BroadcastID(room: "s", name: "c"), as: id("c"), now: .zero)
        directory.connected(id("c"), now: .zero)
        #expect(throws: RoomRefusal.tooManySessions) {
            try directory.publish(BroadcastID(room: "t", name: "d"), as: id("d"), now: .zero)
        }
        #expect(Set(directory.rooms.keys) == ["r", "s"])
    }

    @Test func `closing all leaves nothing`() throws {
        var directory = try live()
        _ = try directory.watch(.room("r"), as: id("v"), now: .zero)
        let effects = directory.closeAll()
        #expect(effects.contains(.close(id("p"))) && effects.contains(.close(id("v"))))
        #expect(directory.rooms.isEmpty && directory.sessions.isEmpty && directory.unconnected.isEmpty)
    }

    @Test func `events of sessions that are gone change nothing`() throws {
        var directory = try live()
        let before = directory.rooms
        directory.connected(id("x"), now: .zero)
        directory.restarted(id("x"), iceTag: "t")
        directory.counterOffered(id("x"), iceTag: "t", playing: [broadcast], now: .zero)
        #expect(directory.answered(id("x"), iceTag: "t", playing: [broadcast], now: .zero) == [])
        #expect(directory.live(broadcast, by: id("x"), now: .zero) == [])
        #expect(directory.ended(id("x"), .closed) == [])
        #expect(directory.leave(id("x")) == nil)
        #expect(directory.rooms == before)
        #expect(Set(directory.sessions.keys) == [id("p")])
    }
}
