// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: media connections that break and come back")
struct MediaConnectionTests {
    private func states(_ world: MemberWorld, _ connection: ConnectionID) -> [String] {
        world.events(connection).compactMap { event in
            guard case .userState(let userid, let isAway, let hasLostMedia) = event else { return nil }
            return "\(userid) \(isAway ? "away" : "online") \(hasLostMedia ? "lost" : "ok")"
        }
    }

    @Test func `a fresh connection takes over, and nobody notices`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        let old = world.publish(["cam"], on: people[0])
        world.offer(["cam"], rev: 2, fresh: true, on: people[0])
        let new = world.answerOffer()
        #expect(old != new && world.media.publishers == [old, new])
        #expect(world.media.published[old]?.map(\.broadcast) == world.media.published[new]?.map(\.broadcast))
        world.connectPublisher(new)
        #expect(world.media.publishers == [new])
        #expect(world.streamNews(people[1]) == ["+cam"])
        #expect(world.receives(people[1]) == ["cam audio video"])
    }

    @Test func `streams wait for another connection for ten seconds`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        let old = world.publish(["cam"], on: people[0])
        world.losePublisher(old)
        #expect(states(world, people[1]) == ["a online lost"])
        world.pass(.seconds(9), alive: people)
        #expect(world.receives(people[1]) == ["cam audio video"])
        #expect(world.offer(["cam"], rev: 2, on: people[0])?.code == .staleRev)
        world.publish(["cam"], rev: 2, fresh: true, on: people[0])
        #expect(states(world, people[1]) == ["a online lost", "a online ok"])
        world.pass(.seconds(15), alive: people)
        #expect(world.streamNews(people[1]) == ["+cam"])
        for session in world.media.publishers { world.losePublisher(session) }
        world.pass(.seconds(11), alive: people)
        #expect(world.streamNews(people[1]) == ["+cam", "-cam lost"])
        #expect(world.streamNews(people[0]) == ["-cam lost"])
    }

    @Test func `of a connection that never works nobody else is told`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.offer(["cam"], on: people[0])
        let session = world.answerOffer()
        #expect(world.streamNews(people[1]).isEmpty, "it is announced when it can be received")
        world.losePublisher(session)
        #expect(world.streamNews(people[1]).isEmpty)
        #expect(world.streamNews(people[0]) == ["-cam lost"])
        #expect(states(world, people[1]).isEmpty)
        world.offer(["cam"], on: people[0])
        #expect(world.media.offers.count == 1)
    }

    @Test func `a fresh one that fails leaves the old one`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        let old = world.publish(["cam"], on: people[0])
        world.offer(["cam", "screen"], rev: 2, fresh: true, on: people[0])
        let new = world.answerOffer()
        world.losePublisher(new)
        #expect(world.media.publishers == [old])
        #expect(world.receives(people[1]) == ["cam audio video"])
        #expect(world.streamNews(people[1]) == ["+cam"])
        #expect(world.streamNews(people[0]) == ["-screen lost"])
    }

    @Test func `a page that is loaded again starts its media anew and doesn't leave`() throws {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        world.publish(["mic"], on: people[1])
        let secret = try #require(world.welcome(people[0])?.resume)
        world.close(people[0])
        #expect(world.receives(people[1]) == ["cam audio video"], "a lost socket leaves media alone")
        let again = world.connect()
        world.say(
            #"{"t":"hello","channel":"c","resume":"\#(secret)","media":"fresh"}"#, on: again)
        #expect(world.media.publishers.count == 1)
        #expect(world.receives(people[1]).isEmpty)
        guard case .roomState(let state?)? = world.events(again).first else {
            Issue.record("no state")
            return
        }
        #expect(state.streams.map(\.streamid) == ["mic"])
        world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(world.receives(again) == ["mic audio"])
        world.publish(["cam"], on: again)
        #expect(world.streamNews(people[1]) == ["+cam", "-cam ended", "+cam"])
        #expect(!world.events(people[1]).contains { if case .userLeft = $0 { true } else { false } })
    }

    @Test func `an answer that comes too late closes what it opened`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.offer(["cam"], on: people[1])
        world.say(#"{"t":"user.eject","userid":"b"}"#, on: people[0])
        let session = world.answerOffer()
        #expect(world.lastReply(people[1])?.code == .staleRev)
        #expect(!world.media.publishers.contains(session))
        #expect(world.streamNews(people[0]).isEmpty)
        #expect(world.directory.publishers.isEmpty)
    }

    @Test func `a lost receiver is told, and that it is back`() throws {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        let id = try #require(world.client(people[1]))
        world.apply(world.directory.receiving(id, isLost: true, now: world.now))
        world.apply(world.directory.receiving(id, isLost: true, now: world.now))
        world.apply(world.directory.receiving(id, isLost: false, now: world.now))
        #expect(states(world, people[0]) == ["b online lost", "b online ok"])
    }

    @Test func `who missed too much is offered anew`() throws {
        var limits = MemberLimits()
        limits.eventsKept = 4
        var world = MemberWorld(limits: limits)
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        let secret = try #require(world.welcome(people[1])?.resume)
        world.close(people[1])
        for _ in 0..<9 { world.say(#"{"t":"msg.send","scope":"room","message":1}"#, on: people[0]) }
        let again = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(secret)","lastN":1}"#, on: again)
        let restarts = world.media.work.filter {
            if case .restart(_, false, nil) = $0 { true } else { false }
        }
        #expect(restarts.count == 1)
        #expect(world.receives(again) == ["cam audio video"])
    }
}
