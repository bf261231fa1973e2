// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: hello, silence, coming back")
struct SessionTests {
    @Test func `hello is answered with what is needed to come back`() throws {
        var world = MemberWorld()
        let socket = world.join(as: "JKL")
        let welcome = try #require(world.welcome(socket))
        #expect(welcome.userid == "JKL" && !welcome.isResumed && welcome.lastEvent == 0)
        #expect(welcome.resume.utf8.count > 64)
    }

    @Test func `a connection that says nothing for five seconds is closed`() {
        var world = MemberWorld()
        let silent = world.connect()
        world.pass(.seconds(4))
        #expect(world.closes(silent).isEmpty)
        world.pass(.seconds(2))
        #expect(world.closes(silent) == [.noHello])
        #expect(world.directory.connections.isEmpty)
    }

    @Test func `nothing is done before hello, and hello comes once`() {
        var world = MemberWorld()
        let socket = world.connect()
        #expect(world.say(#"{"t":"room.list"}"#, on: socket)?.code == .notAllowed)
        world.say(#"{"t":"hello","channel":"c"}"#, on: socket)
        #expect(world.say(#"{"t":"hello","channel":"c"}"#, on: socket)?.code == .badArgument)
    }

    @Test func `a userid is one client's in its channel, and another one is suggested`() {
        var world = MemberWorld()
        _ = world.join(as: "ann")
        let second = world.connect()
        guard
            case .refused(let refusal)? = world.say(
                #"{"t":"hello","channel":"c","userid":"ann"}"#, on: second)
        else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .useridTaken)
        #expect(refusal.suggestion?.hasPrefix("ann-") == true)
        world.say(#"{"t":"hello","channel":"d","userid":"ann"}"#, on: second)
        #expect(world.welcome(second)?.userid == "ann")
    }

    @Test func `without a good token the connection is closed`() {
        var world = MemberWorld()
        let socket = world.connect()
        var hello = Hello(channel: "c")
        hello.rights = nil
        #expect(world.say(.hello(hello), on: socket)?.code == .unauthorized)
        #expect(world.closes(socket) == [.unauthorized])
    }

    @Test func `a version that nobody speaks closes the connection`() {
        var world = MemberWorld()
        let socket = world.connect()
        #expect(world.say(#"{"t":"hello","channel":"c","proto":[9]}"#, on: socket)?.code == .unsupportedProto)
        #expect(world.closes(socket) == [.unsupported])
    }

    @Test func `a silent member is away within ten seconds, and gone after the grace time`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        world.pass(.seconds(10), alive: [a])
        #expect(world.events(a).contains(.userState(userid: "b", isAway: true, hasLostMedia: false)))
        world.say(.pong(received: nil), on: b)
        #expect(world.events(a).last == .userState(userid: "b", isAway: false, hasLostMedia: false))
        world.pass(.seconds(41), alive: [a])
        #expect(world.events(a).last == .userLeft(userid: "b", .timeout))
        #expect(world.closes(b) == [.noHello])
        #expect(world.directory.clients.count == 1)
    }

    @Test func `a lost socket makes away at once, and everything missed is told again`() throws {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        let resume = try #require(world.welcome(b)?.resume)
        world.say(#"{"t":"msg.send","scope":"room","message":"1"}"#, on: a)
        let known = world.events(b).count
        world.close(b)
        #expect(world.events(a).last == .userState(userid: "b", isAway: true, hasLostMedia: false))
        world.say(#"{"t":"msg.send","scope":"room","message":"2"}"#, on: a)
        world.say(#"{"t":"msg.send","scope":"user","to":"b","message":"3"}"#, on: a)
        let again = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)","lastN":\#(known)}"#, on: again)
        #expect(world.welcome(again)?.isResumed == true)
        #expect(world.welcome(again)?.lastEvent == UInt64(known))
        let texts = world.events(again).map { event in
            if case .message(_, _, _, _, let text) = event {
                String(decoding: text.bytes, as: UTF8.self)
            } else {
                "?"
            }
        }
        #expect(texts == ["\"2\"", "\"3\""])
        #expect(world.events(a).last == .userState(userid: "b", isAway: false, hasLostMedia: false))
        #expect(world.member(again)?.role == .participant)
    }

    @Test func `who comes back on a second socket replaces the first`() throws {
        var world = MemberWorld()
        let a = world.join(as: "a")
        let resume = try #require(world.welcome(a)?.resume)
        let again = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)"}"#, on: again)
        #expect(world.closes(a) == [.replaced])
        world.close(a)
        world.pass(.seconds(8), alive: [again])
        #expect(world.directory.clients.count == 1)
    }

    @Test func `a wrong secret, another channel and a grace that is over are refused`() throws {
        var world = MemberWorld()
        let a = world.join(as: "a")
        let resume = try #require(world.welcome(a)?.resume)
        let thief = world.connect()
        let forged = resume.dropLast() + (resume.hasSuffix("0") ? "1" : "0")
        for (channel, secret) in [("c", "nonsense"), ("c", String(forged)), ("d", resume)] {
            let reply = world.say(#"{"t":"hello","channel":"\#(channel)","resume":"\#(secret)"}"#, on: thief)
            #expect(reply?.code == .resumeFailed)
        }
        world.say(#"{"t":"hello","channel":"c","userid":"thief"}"#, on: thief)
        world.close(a)
        world.pass(.seconds(31), alive: [thief])
        let late = world.connect()
        let reply = world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)"}"#, on: late)
        #expect(reply?.code == .resumeFailed)
        #expect(world.say(#"{"t":"hello","channel":"c","userid":"a"}"#, on: late)?.code == nil)
    }

    @Test func `a reloaded page, and one that missed too much, get the whole state`() throws {
        var limits = MemberLimits()
        limits.eventsKept = 8
        limits.messageRate = RateLimit(perSecond: 1_000, burst: 1_000)
        var world = MemberWorld(limits: limits)
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        let resume = try #require(world.welcome(a)?.resume)
        let fresh = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)","media":"fresh"}"#, on: fresh)
        guard case .roomState(let state?)? = world.events(fresh).first else {
            Issue.record("no state")
            return
        }
        #expect(state.role == .moderator && state.members.map(\.userid) == ["a", "b"])
        #expect(state.ownerKey != nil)
        #expect(!world.events(b).contains { if case .userLeft = $0 { true } else { false } })
        world.close(fresh)
        for _ in 0..<20 {
            world.say(#"{"t":"msg.send","scope":"room","message":1}"#, on: b)
        }
        let late = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)","lastN":1}"#, on: late)
        #expect(world.events(late).count == 1)
        guard case .roomState(_?)? = world.events(late).first else {
            Issue.record("no state")
            return
        }
    }

    @Test func `bye goes at once`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        #expect(world.say(.bye, on: b)?.isDone == true)
        #expect(world.closes(b) == [.goodbye])
        #expect(world.events(a).last == .userLeft(userid: "b", .left))
    }

    @Test func `a page that goes has left if it isn't back in time`() throws {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        let resume = try #require(world.welcome(b)?.resume)
        world.say(#"{"t":"bye","withinMs":4000}"#, on: b)
        #expect(world.closes(b) == [.goodbye])
        world.close(b)
        world.pass(.seconds(3), alive: [a])
        let again = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)","media":"fresh"}"#, on: again)
        #expect(world.member(again) != nil)
        world.pass(.seconds(40), alive: [a, again])
        #expect(!world.events(a).contains { if case .userLeft = $0 { true } else { false } })

        world.say(#"{"t":"bye","withinMs":4000}"#, on: again)
        world.pass(.seconds(3), alive: [a])
        #expect(world.events(a).last == .userState(userid: "b", isAway: true, hasLostMedia: false))
        world.pass(.seconds(2), alive: [a])
        #expect(world.events(a).last == .userLeft(userid: "b", .left))
    }

    @Test func `more than a hundred requests a second wait`() {
        var world = MemberWorld()
        let a = world.join(as: "a")
        let refused = (0..<300).filter { _ in
            world.say(#"{"t":"room.list"}"#, on: a)?.code == .rateLimited
        }.count
        #expect(refused == 100)
    }
}
