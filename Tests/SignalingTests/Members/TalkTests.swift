// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: messages, users and calls")
struct TalkTests {
    private static func message(_ scope: Letter.Scope, _ text: String, from userid: String) -> MemberEvent {
        .message(scope, event: nil, userid: userid, extra: .emptyObject, JSONText(validated: text.utf8))
    }

    @Test func `a message reaches whom its scope names, with the sender the relay knows`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        let (w, x, far) = (world.join(as: "w"), world.join(as: "x"), world.join(channel: "d", as: "w"))
        world.say(#"{"t":"channel.watch"}"#, on: w)
        world.say(#"{"t":"channel.watch"}"#, on: far)
        world.say(#"{"t":"room.open","sessionid":"r","listed":false}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        world.say(#"{"t":"msg.send","scope":"channel","message":1,"from":{"userid":"evil"}}"#, on: a)
        world.say(#"{"t":"msg.send","scope":"room","message":2}"#, on: a)
        world.say(#"{"t":"msg.send","scope":"user","to":"x","message":3}"#, on: a)
        #expect(
            world.events(b).suffix(2) == [
                Self.message(.channel, "1", from: "a"), Self.message(.room, "2", from: "a"),
            ])
        #expect(world.events(w) == [Self.message(.channel, "1", from: "a")])
        #expect(world.events(x) == [Self.message(.user("x"), "3", from: "a")])
        #expect(world.events(far).isEmpty)
        #expect(!world.events(a).contains { if case .message = $0 { true } else { false } })
        #expect(
            world.say(#"{"t":"msg.send","scope":"user","to":"w2","message":1}"#, on: a)?.code == .unknownUser)
        #expect(world.say(#"{"t":"msg.send","scope":"room","message":1}"#, on: w)?.code == .notInRoom)
    }

    @Test func `messages are limited to twenty a second and fifty at once`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        let request = #"{"t":"msg.send","scope":"user","to":"b","message":1}"#
        let refused = (0..<60).filter { _ in world.say(request, on: a)?.code == .rateLimited }.count
        #expect(refused == 10)
        #expect(world.events(b).count == 50)
        world.pass(.seconds(1))
        #expect((0..<30).filter { _ in world.say(request, on: a)?.isDone == true }.count == 20)
    }

    @Test func `new streams are limited to ten a second, and offers that bring none are not`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.pass(.seconds(10))
        var offers = 0
        while offers < 100, world.offer(["s\(offers)"], rev: offers + 1, on: people[1])?.code != .rateLimited
        {
            offers += 1
            world.answerOffer()
        }
        #expect(offers == 40)
        for rev in 41...60 {
            #expect(world.offer(["s39"], rev: rev, on: people[1])?.code != .rateLimited)
            world.answerOffer()
        }
        world.pass(.seconds(1))
        #expect(world.offer(["s40"], rev: 61, on: people[1])?.code != .rateLimited)
    }

    @Test(arguments: [
        (#"{"t":"room.join","sessionid":"r"}"#, #"{"t":"room.leave"}"#),
        (#"{"t":"room.join","sessionid":"k"}"#, #"{"t":"room.leave"}"#),
        (#"{"t":"room.open","sessionid":"x"}"#, #"{"t":"room.close"}"#),
        (#"{"t":"invite","to":"a"}"#, #"{"t":"invite.cancel","to":"a"}"#),
    ])
    func `what others are told of is limited to ten a second, and what undoes it is not`(
        _ request: String, _ undo: String
    ) {
        var world = MemberWorld()
        let (a, b, c) = (world.join(as: "a"), world.join(as: "b"), world.join(as: "c"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.open","sessionid":"k","knock":true}"#, on: c)
        var refused = 0
        for _ in 0..<50 {
            if world.say(request, on: b)?.code == .rateLimited {
                refused += 1
            } else {
                world.say(undo, on: b)
            }
        }
        #expect(refused == 10)
        world.pass(.seconds(1))
        for _ in 0..<20 {
            if world.say(request, on: b)?.code == .rateLimited {
                refused += 1
            } else {
                world.say(undo, on: b)
            }
        }
        #expect(refused == 20)
    }

    @Test func `between two of whom one blocked the other goes no message, call or asking`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"])
        #expect(world.say(#"{"t":"user.block","userid":"b"}"#, on: people[0])?.isDone == true)
        let (a, b) = (world.events(people[0]).count, world.events(people[1]).count)
        for (from, to) in [(people[1], "a"), (people[0], "b")] {
            world.say(#"{"t":"msg.send","scope":"channel","message":1}"#, on: from)
            world.say(#"{"t":"msg.send","scope":"room","message":2}"#, on: from)
            #expect(
                world.say(#"{"t":"msg.send","scope":"user","to":"\#(to)","message":3}"#, on: from)?.isDone
                    == true)
            #expect(world.say(#"{"t":"invite","to":"\#(to)"}"#, on: from)?.isDone == true)
            #expect(
                world.say(#"{"t":"stream.ask","action":"publish","userid":"\#(to)"}"#, on: from)?.isDone
                    == true)
        }
        #expect(
            world.events(people[0]).dropFirst(a) == [.inviteResult(with: "b", .busy, sessionid: nil)])
        #expect(
            world.events(people[1]).dropFirst(b) == [.inviteResult(with: "a", .busy, sessionid: nil)])
        #expect(
            world.events(people[2]).suffix(4).count { if case .message = $0 { true } else { false } } == 4)
        world.say(#"{"t":"room.leave"}"#, on: people[1])
        world.say(#"{"t":"msg.send","scope":"user","to":"a","message":4}"#, on: people[1])
        #expect(world.events(people[0]).last == Self.message(.user("a"), "4", from: "b"))
    }

    @Test func `an extra is told at most five times a second, the last one always`() {
        var world = MemberWorld()
        let (a, b, w) = (world.join(as: "a"), world.join(as: "b"), world.join(as: "w"))
        world.say(#"{"t":"channel.watch"}"#, on: w)
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        for count in 0..<100 {
            world.say(#"{"t":"user.extra","extra":{"n":\#(count)}}"#, on: a)
            world.pass(.milliseconds(10), step: .milliseconds(10))
        }
        world.pass(.seconds(1))
        let extras = world.events(b).compactMap { event -> String? in
            guard case .userUpdated(let update) = event else { return nil }
            return update.extra.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        #expect((4...7).contains(extras.count))
        #expect(extras.last == #"{"n":99}"#)
        guard case .roomUpdated(let card)? = world.events(w).last else {
            Issue.record("not told")
            return
        }
        #expect(card.extra.bytes == Array(#"{"n":99}"#.utf8))
    }

    @Test func `a user may rename itself to what is free`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        #expect(world.say(#"{"t":"user.rename","userid":"a"}"#, on: b)?.code == .useridTaken)
        #expect(world.say(#"{"t":"user.rename","userid":"z"}"#, on: b)?.isDone == true)
        var update = UserUpdate(userid: "b")
        update.renamed = "z"
        #expect(world.events(a).last == .userUpdated(update))
        #expect(world.say(#"{"t":"user.eject","userid":"z"}"#, on: a)?.isDone == true)
    }

    @Test func `a block cuts the pair both ways`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        world.say(#"{"t":"user.block","userid":"a"}"#, on: b)
        guard let room = world.room("r"), let first = world.client(a), let second = world.client(b) else {
            Issue.record("not there")
            return
        }
        #expect(
            !room.mayReceive(first, from: second, .audio) && !room.mayReceive(second, from: first, .audio))
    }

    @Test func `a call rings, is taken, and a third one is busy`() {
        var world = MemberWorld()
        let (admin, g, h) = (world.join(as: "admin"), world.join(as: "g"), world.join(as: "h"))
        let ring = #"{"t":"invite","to":"admin","extra":{"n":1}}"#
        world.say(ring, on: g)
        let extra = JSONText(validated: #"{"n":1}"#.utf8)
        #expect(world.events(admin) == [.invite(from: "g", extra: extra, session: nil)])
        world.say(ring, on: h)
        #expect(world.events(h) == [.inviteResult(with: "admin", .busy, sessionid: nil)])
        #expect(world.events(admin).count == 1)
        world.say(#"{"t":"invite.answer","from":"g","accept":true}"#, on: admin)
        guard case .inviteResult("admin", .accepted, let place?)? = world.events(g).last,
            case .inviteResult("g", .accepted, let same?)? = world.events(admin).last
        else {
            Issue.record("not accepted")
            return
        }
        #expect(place == same)
        for socket in [admin, g] {
            world.say(#"{"t":"room.openOrJoin","sessionid":"\#(place)"}"#, on: socket)
        }
        world.say(ring, on: h)
        #expect(world.events(h).count == 2)
        world.say(#"{"t":"room.leave"}"#, on: g)
        world.say(ring, on: h)
        #expect(world.events(admin).last == .invite(from: "h", extra: extra, session: nil))
    }

    @Test func `a call is rejected, cancelled or rings out`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        let ring = #"{"t":"invite","to":"b"}"#
        world.say(ring, on: a)
        world.say(#"{"t":"invite.answer","from":"a","accept":false}"#, on: b)
        #expect(world.events(a).last == .inviteResult(with: "b", .rejected, sessionid: nil))
        world.say(ring, on: a)
        world.say(#"{"t":"invite.cancel","to":"b"}"#, on: a)
        #expect(world.events(b).last == .inviteResult(with: "a", .cancelled, sessionid: nil))
        world.say(ring, on: a)
        world.pass(.seconds(31), alive: [a, b])
        #expect(world.events(a).last == .inviteResult(with: "b", .timeout, sessionid: nil))
        #expect(world.events(b).last == .inviteResult(with: "a", .timeout, sessionid: nil))
        world.say(#"{"t":"user.state","state":"busy"}"#, on: b)
        world.say(ring, on: a)
        #expect(world.events(a).last == .inviteResult(with: "b", .busy, sessionid: nil))
        #expect(world.say(#"{"t":"invite","to":"nobody"}"#, on: a)?.code == .unknownUser)
        #expect(world.say(#"{"t":"invite","to":"a"}"#, on: a)?.code == .unknownUser)
    }

    @Test func `who is gone rings nobody`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"invite","to":"b"}"#, on: a)
        world.say(.bye, on: a)
        #expect(world.events(b).last == .inviteResult(with: "a", .cancelled, sessionid: nil))
        #expect(world.client(b).flatMap { world.directory.clients[$0]?.call } == nil)
    }
}
