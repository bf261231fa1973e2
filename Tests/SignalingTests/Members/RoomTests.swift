// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: rooms")
struct MemberRoomTests {
    @Test func `a room is announced once, told of when it changes, and closed once`() {
        var world = MemberWorld()
        let (a, b, w) = (world.join(as: "a", extra: #"{"n":1}"#), world.join(as: "b"), world.join(as: "w"))
        world.say(#"{"t":"channel.watch"}"#, on: w)
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        world.pass(.seconds(2))
        world.say(#"{"t":"room.close"}"#, on: a)
        let seen = world.events(w)
        guard seen.count == 3, case .roomAnnounced(let card) = seen[0],
            case .roomUpdated(let update) = seen[1]
        else {
            Issue.record("\(seen)")
            return
        }
        #expect(card.moderator == "a" && card.members == 1 && card.extra.bytes == Array(#"{"n":1}"#.utf8))
        #expect(update.members == 2)
        #expect(seen[2] == .roomClosed(RoomKey(channel: "c", sessionid: "r"), .closed))
        #expect(world.events(b).filter { if case .roomClosed = $0 { true } else { false } }.count == 1)
        #expect(world.directory.rooms.isEmpty)
    }

    @Test func `an unlisted room is told to nobody and joined by who knows its name`() {
        var world = MemberWorld()
        let (a, b, w) = (world.join(as: "a"), world.join(as: "b"), world.join(as: "w"))
        world.say(#"{"t":"channel.watch"}"#, on: w)
        world.say(#"{"t":"room.open","sessionid":"r","listed":false}"#, on: a)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.state?.members.count == 2)
        world.pass(.seconds(2))
        world.say(#"{"t":"room.close"}"#, on: a)
        #expect(world.events(w).isEmpty)
    }

    @Test func `listing can be switched`() {
        var world = MemberWorld()
        let (a, w) = (world.join(as: "a"), world.join(as: "w"))
        world.say(#"{"t":"channel.watch","prefix":"r"}"#, on: w)
        world.say(#"{"t":"room.open","sessionid":"r","listed":false}"#, on: a)
        world.say(#"{"t":"room.set","listed":true}"#, on: a)
        world.say(#"{"t":"room.set","listed":false}"#, on: a)
        #expect(world.events(w).last == .roomClosed(RoomKey(channel: "c", sessionid: "r"), .unlisted))
        #expect(world.events(w).count == 2)
        guard case .rooms(let cards, _)? = world.say(#"{"t":"room.list"}"#, on: w) else { return }
        #expect(cards.isEmpty)
    }

    @Test func `a name is one room's until it closes`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        #expect(world.say(#"{"t":"room.open","sessionid":"r"}"#, on: b)?.code == .roomExists)
        #expect(world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)?.code == .roomExists)
        world.say(#"{"t":"room.close"}"#, on: a)
        #expect(world.say(#"{"t":"room.open","sessionid":"r"}"#, on: b)?.opened == true)
    }

    @Test func `of fifty who open or join one opens`() {
        var world = MemberWorld()
        let sockets = (0..<50).map { world.join(as: "u\($0)") }
        for round in 0..<20 {
            let request = #"{"t":"room.openOrJoin","sessionid":"r\#(round)"}"#
            let replies = sockets.map { world.say(request, on: $0) }
            #expect(replies.filter { $0?.opened == true }.count == 1)
            #expect(replies.filter { $0?.opened == false }.count == 49)
            for socket in sockets { world.say(#"{"t":"room.leave"}"#, on: socket) }
            #expect(world.directory.rooms.isEmpty)
            world.pass(.seconds(5), alive: sockets)
        }
    }

    @Test func `who joins early waits and is let in by the opening`() {
        var world = MemberWorld()
        let (early, hasty, a) = (world.join(as: "b"), world.join(as: "h"), world.join(as: "a"))
        #expect(world.say(#"{"t":"room.join","sessionid":"r","wait":true}"#, on: early)?.isPending == true)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: hasty)?.code == .roomNotFound)
        world.say(#"{"t":"room.open","sessionid":"r","state":"opening"}"#, on: a)
        #expect(world.events(early).isEmpty)
        world.say(#"{"t":"room.set","state":"open"}"#, on: a)
        guard case .joinAccepted(let state)? = world.events(early).first else {
            Issue.record("not let in")
            return
        }
        #expect(state.members.map(\.userid) == ["a", "b"])
        #expect(world.directory.parked.isEmpty)
    }

    @Test func `who waits for an opener that gives up is told`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r","state":"opening"}"#, on: a)
        #expect(world.say(#"{"t":"room.openOrJoin","sessionid":"r"}"#, on: b)?.isPending == true)
        world.say(#"{"t":"room.leave"}"#, on: a)
        guard case .joinRejected("r", let refusal)? = world.events(b).first else {
            Issue.record("not told")
            return
        }
        #expect(refusal.code == .roomClosed)
        #expect(world.directory.parked.isEmpty)
    }

    @Test func `capacity counts members besides the moderator, and a place that is left is free`() {
        var world = MemberWorld()
        let (a, b, c) = (world.join(as: "a"), world.join(as: "b"), world.join(as: "c"))
        world.say(#"{"t":"room.open","sessionid":"r","max":1}"#, on: a)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.state?.room.isFull == true)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: c)?.code == .roomFull)
        world.say(#"{"t":"room.leave"}"#, on: b)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: c)?.opened == false)
    }

    @Test func `joining and leaving twice is as good as once`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.state?.members.count == 2)
        #expect(world.say(#"{"t":"room.join","sessionid":"s","wait":true}"#, on: b)?.code == .notAllowed)
        #expect(world.say(#"{"t":"room.leave"}"#, on: b)?.isDone == true)
        #expect(world.say(#"{"t":"room.leave"}"#, on: b)?.isDone == true)
        #expect(world.events(a).count == 2)
    }

    @Test func `presence tells of a protected room only that it is there`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r","password":"p"}"#, on: a)
        guard case .roomPresence(let card?)? = world.say(#"{"t":"presence.get","sessionid":"r"}"#, on: b),
            let json = MemberReply.roomPresence(card).json(id: 1)
        else {
            Issue.record("no presence")
            return
        }
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"re":1,"ok":true,"exists":true,"isFull":false,"isPasswordProtected":true}"#)
        guard case .userPresence(let user?)? = world.say(#"{"t":"presence.get","userid":"a"}"#, on: b) else {
            Issue.record("no presence")
            return
        }
        #expect(user.userid == "a")
    }

    @Test func `the first comer broadcasts, viewers may be there before`() {
        var world = MemberWorld()
        let (v, a, w) = (world.join(as: "v"), world.join(as: "a"), world.join(as: "w"))
        let request = { (role: String) in
            #"{"t":"broadcast.join","broadcastId":"b","typeOfStreams":{"video":true}\#(role)}"#
        }
        #expect(world.say(request(#","role":"viewer""#), on: v)?.isPending == true)
        #expect(world.say(request(""), on: a)?.state?.role == .moderator)
        #expect(world.say(request(""), on: w)?.state?.role == .viewer)
        #expect(world.member(v)?.role == .viewer)
        world.pass(.seconds(2))
        #expect(world.events(a).contains(.viewers(sessionid: "b", count: 2)))
        // A page that goes is not counted, whether it comes back or not.
        world.say(#"{"t":"bye","withinMs":4000}"#, on: w)
        world.pass(.milliseconds(200), alive: [v, a])
        #expect(world.events(a).last == .viewers(sessionid: "b", count: 1))
        world.pass(.seconds(5), alive: [v, a])
        world.say(#"{"t":"room.leave"}"#, on: a)
        #expect(world.room("b")?.phase == .ownerless)
        world.pass(.seconds(31), alive: [v, a])
        #expect(world.events(v).last == .roomClosed(RoomKey(channel: "c", sessionid: "b"), .ownerLeft))
    }

    @Test func `viewers of a big audience are counted and not told one by one`() {
        var limits = MemberLimits()
        limits.listedViewers = 3
        var world = MemberWorld(limits: limits)
        let a = world.join(as: "a")
        world.say(#"{"t":"room.open","sessionid":"r","session":{"video":true,"oneway":true}}"#, on: a)
        let viewers = (0..<10).map { world.join(as: "v\($0)") }
        for viewer in viewers {
            world.say(#"{"t":"room.join","sessionid":"r","as":{"oneway":true}}"#, on: viewer)
        }
        world.pass(.seconds(1))
        let joined = world.events(a).filter { if case .userJoined = $0 { true } else { false } }.count
        #expect(joined == 3)
        #expect(world.events(a).contains(.viewers(sessionid: "r", count: 10)))
        for viewer in viewers { world.say(#"{"t":"room.leave"}"#, on: viewer) }
        let left = world.events(a).filter { if case .userLeft = $0 { true } else { false } }.count
        #expect(left == 3)
    }

    @Test func `extras have a bound in a room`() {
        var limits = MemberLimits()
        limits.roomExtra = 100
        var world = MemberWorld(limits: limits)
        let a = world.join(as: "a")
        let b = world.join(as: "b", extra: #"{"x":"\#(String(repeating: "x", count: 60))"}"#)
        let c = world.join(as: "c", extra: #"{"x":"\#(String(repeating: "x", count: 60))"}"#)
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.code == nil)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: c)?.code == .limitExceeded)
        world.say(#"{"t":"room.leave"}"#, on: b)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: c)?.code == nil)
        #expect(world.say(#"{"t":"user.extra","extra":{}}"#, on: c)?.isDone == true)
        #expect(world.room("r")?.extraBytes == 4)
    }
}
