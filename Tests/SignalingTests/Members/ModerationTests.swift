// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: moderation")
struct ModerationTests {
    /// A moderator `m` and members `a`, `b` in the room `r`.
    private static func trio(
        _ fields: String = ""
    ) -> (world: MemberWorld, m: ConnectionID, a: ConnectionID, b: ConnectionID) {
        var world = MemberWorld()
        let (m, a, b) = (world.join(as: "m"), world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r"\#(fields)}"#, on: m)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        return (world, m, a, b)
    }

    @Test func `when the moderator leaves, who came first moderates and all are told once`() {
        var (world, m, a, b) = Self.trio()
        world.say(#"{"t":"room.leave"}"#, on: m)
        let shifted = MemberEvent.moderationShifted(sessionid: "r", from: "m", to: "a")
        for socket in [a, b] {
            #expect(world.events(socket).suffix(2) == [.userLeft(userid: "m", .left), shifted])
        }
        #expect(world.member(a)?.role == .moderator)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: m)
        #expect(world.member(m)?.role == .participant)
        #expect(world.say(#"{"t":"room.close"}"#, on: b)?.code == .notAllowed)
        #expect(world.say(#"{"t":"room.close"}"#, on: a)?.isDone == true)
    }

    @Test func `a named heir takes over, wherever it was named`() {
        var (world, m, _, b) = Self.trio()
        world.say(#"{"t":"moderation.shift","to":"b","when":"leave"}"#, on: m)
        #expect(world.member(m)?.role == .moderator)
        world.say(#"{"t":"room.leave"}"#, on: m)
        #expect(world.member(b)?.role == .moderator)
        var (other, owner, _, heir) = Self.trio()
        other.say(#"{"t":"room.leave","heir":"b"}"#, on: owner)
        #expect(other.member(heir)?.role == .moderator)
    }

    @Test func `moderation can be handed over at once`() {
        var (world, m, a, _) = Self.trio()
        world.say(#"{"t":"moderation.shift","to":"a"}"#, on: m)
        #expect(world.member(a)?.role == .moderator && world.member(m)?.role == .participant)
        #expect(world.say(#"{"t":"moderation.shift","to":"b"}"#, on: m)?.code == .notAllowed)
        #expect(world.say(#"{"t":"moderation.shift","to":"x"}"#, on: a)?.code == .unknownUser)
    }

    @Test func `a room that closes with its owner does`() {
        var (world, m, a, _) = Self.trio(#","autoClose":true"#)
        world.say(#"{"t":"room.leave"}"#, on: m)
        #expect(world.events(a).last == .roomClosed(RoomKey(channel: "c", sessionid: "r"), .ownerLeft))
        #expect(world.directory.rooms.isEmpty)
    }

    @Test func `a one-way room waits for its owner, who returns with its key`() throws {
        var world = MemberWorld()
        let (m, v) = (world.join(as: "m"), world.join(as: "v"))
        let open = #"{"t":"room.open","sessionid":"r","session":{"video":true,"oneway":true}"#
        let state = try #require(world.say(open + "}", on: m)?.state)
        let key = try #require(state.ownerKey)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: v)
        world.say(#"{"t":"room.leave"}"#, on: m)
        #expect(world.room("r")?.phase == .ownerless)
        #expect(world.events(v).last == .moderationShifted(sessionid: "r", from: "m", to: nil))
        let thief = world.join(as: "t")
        #expect(world.say(open + "}", on: thief)?.code == .roomExists)
        let forged = String(repeating: "0", count: 64)
        #expect(world.say(open + #","ownerKey":"\#(forged)"}"#, on: thief)?.code == .roomExists)
        #expect(world.say(open + #","ownerKey":"\#(key)"}"#, on: m)?.opened == true)
        #expect(world.room("r")?.phase == .open && world.member(m)?.role == .moderator)
        #expect(world.events(v).last == .moderationShifted(sessionid: "r", from: nil, to: "m"))
    }

    @Test func `a moderator in its grace time keeps the role, then the next one has it`() {
        var (world, m, a, b) = Self.trio()
        world.close(m)
        world.pass(.seconds(20), alive: [a, b])
        #expect(world.room("r")?.moderator != world.client(a))
        world.pass(.seconds(12), alive: [a, b])
        #expect(world.member(a)?.role == .moderator)
        #expect(world.events(b).contains(.userLeft(userid: "m", .timeout)))
    }

    @Test func `who is away does not become the moderator, but may when it is back`() throws {
        var (world, m, a, b) = Self.trio()
        let resume = try #require(world.welcome(b)?.resume)
        world.say(#"{"t":"room.leave"}"#, on: a)
        world.close(b)
        world.say(#"{"t":"room.leave"}"#, on: m)
        #expect(world.room("r")?.phase == .ownerless)
        let again = world.connect()
        world.say(#"{"t":"hello","channel":"c","resume":"\#(resume)","lastN":0}"#, on: again)
        #expect(world.member(again)?.role == .moderator)
        #expect(world.room("r")?.phase == .open)
    }

    @Test func `an ejected member is out at once and gets nothing any more`() {
        var (world, m, a, b) = Self.trio()
        #expect(world.say(#"{"t":"user.eject","userid":"a"}"#, on: b)?.code == .notAllowed)
        world.say(#"{"t":"user.eject","userid":"a","reason":"rude"}"#, on: m)
        #expect(world.events(a).last == .ejected(by: "m", reason: "rude"))
        #expect(world.events(b).last == .userLeft(userid: "a", .ejected))
        let count = world.events(a).count
        world.say(#"{"t":"msg.send","scope":"room","message":1}"#, on: m)
        world.say(#"{"t":"room.leave"}"#, on: b)
        #expect(world.events(a).count == count)
        #expect(world.say(#"{"t":"msg.send","scope":"room","message":1}"#, on: a)?.code == .notInRoom)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)?.opened == false)
    }

    @Test func `a ban holds for userid, client and address, until it is over`() {
        var world = MemberWorld()
        let m = world.join(as: "m", from: "10.0.0.1")
        let a = world.join(as: "a", from: "10.0.0.2")
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: m)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)
        world.say(#"{"t":"user.eject","userid":"a","banMs":60000}"#, on: m)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)?.code == .banned)
        world.say(#"{"t":"user.rename","userid":"x"}"#, on: a)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)?.code == .banned)
        let neighbour = world.join(as: "n", from: "10.0.0.2")
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: neighbour)?.code == .banned)
        let impostor = world.join(as: "a", from: "10.0.0.3")
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: impostor)?.code == .banned)
        world.pass(.seconds(61), alive: [m, a])
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: a)?.code == nil)
    }

    @Test func `a ban spares others behind the same address`() {
        var (world, m, _, _) = Self.trio()
        world.say(#"{"t":"user.eject","userid":"a","banMs":60000}"#, on: m)
        let other = world.join(as: "o")
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: other)?.opened == false)
    }

    @Test func `a viewer is promoted, published for all to know, and demoted`() {
        var world = MemberWorld()
        let (m, v) = (world.join(as: "m"), world.join(as: "v"))
        world.say(#"{"t":"room.open","sessionid":"r","session":{"video":true,"oneway":true}}"#, on: m)
        world.say(#"{"t":"room.join","sessionid":"r","as":{"oneway":true}}"#, on: v)
        let (room, viewer) = (world.room("r"), world.client(v))
        #expect(viewer.map { room?.mayPublish($0, .video) } == false)
        world.say(#"{"t":"user.role","userid":"v","role":"broadcaster","pub":{"video":true}}"#, on: m)
        #expect(viewer.map { world.room("r")?.mayPublish($0, .video) } == true)
        #expect(viewer.map { world.room("r")?.mayPublish($0, .audio) } == false)
        var update = UserUpdate(userid: "v")
        update.role = .broadcaster
        update.grant = [.video]
        #expect(world.events(m).last == .userUpdated(update))
        world.say(#"{"t":"user.role","userid":"v","role":"viewer"}"#, on: m)
        #expect(viewer.map { world.room("r")?.mayPublish($0, .video) } == false)
        #expect(world.say(#"{"t":"user.role","userid":"v","role":"moderator"}"#, on: m)?.code == .notAllowed)
    }

    @Test func `a policy holds for those who come later`() {
        var (world, m, a, _) = Self.trio()
        world.say(#"{"t":"user.policy","userid":"*","subscribe":"owner","publish":false}"#, on: m)
        let late = world.join(as: "l")
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)
        #expect(world.member(late)?.subscribe == .owner && world.member(late)?.mayPublish == false)
        #expect(
            world.events(a).last
                == .userJoined(
                    MemberCard(
                        userid: "l", extra: .emptyObject, role: .participant, wish: nil, isAway: false,
                        isBusy: false,
                        privileges: Privileges())))
        #expect(world.events(a).contains(.policy(.owner, publish: false)))
        #expect(world.member(m)?.mayPublish == true)
    }

    @Test func `who knocks waits for the moderator's answer`() {
        var (world, m, _, _) = Self.trio(#","knock":true"#)
        // The two who came with the room knock too.
        world.say(#"{"t":"knock.answer","userid":"a","accept":true,"policy":"owner"}"#, on: m)
        world.say(#"{"t":"knock.answer","userid":"b","accept":false}"#, on: m)
        #expect(world.room("r")?.members.count == 2)
        #expect(world.room("r")?.knocking.isEmpty == true)
        let guest = world.join(as: "g", extra: #"{"name":"G"}"#)
        let reply = world.say(#"{"t":"room.join","sessionid":"r","as":{"audio":true}}"#, on: guest)
        #expect(reply?.isPending == true)
        let knock = MemberEvent.knock(
            userid: "g", extra: JSONText(validated: #"{"name":"G"}"#.utf8),
            wish: MediaSession(kinds: [.audio]),
            passwordOk: false)
        #expect(world.events(m).last == knock)
        #expect(world.say(#"{"t":"knock.answer","userid":"x","accept":true}"#, on: m)?.code == .unknownUser)
        world.say(#"{"t":"room.leave"}"#, on: guest)
        #expect(world.events(m).last == .knockCancelled(userid: "g"))
    }

    @Test func `an accepted guest gets the state with its policy`() {
        var (world, m, a, _) = Self.trio(#","knock":true"#)
        world.say(#"{"t":"knock.answer","userid":"a","accept":true,"policy":"owner"}"#, on: m)
        guard case .joinAccepted(let state)? = world.events(a).last else {
            Issue.record("not accepted")
            return
        }
        #expect(state.subscribe == .owner && state.members.count == 2)
    }

    @Test func `nobody knocks for longer than a minute`() {
        var (world, m, a, b) = Self.trio(#","knock":true"#)
        world.pass(.seconds(61), alive: [m, a, b])
        guard case .joinRejected("r", let refusal)? = world.events(a).last else {
            Issue.record("not told")
            return
        }
        #expect(refusal.code == .knockTimeout)
        #expect(world.events(m).contains(.knockCancelled(userid: "a")))
    }

    @Test func `a closing room tells who knocks, a new moderator hears of them`() {
        var (world, m, a, b) = Self.trio(#","knock":true"#)
        world.say(#"{"t":"knock.answer","userid":"a","accept":true}"#, on: m)
        world.say(#"{"t":"room.leave"}"#, on: m)
        #expect(
            world.events(a).contains(
                .knock(userid: "b", extra: .emptyObject, wish: nil, passwordOk: false)))
        world.say(#"{"t":"room.close"}"#, on: a)
        guard case .joinRejected("r", let refusal)? = world.events(b).last else {
            Issue.record("not told")
            return
        }
        #expect(refusal.code == .roomClosed)
    }

    @Test func `a locked room lets nobody in`() {
        var (world, m, _, _) = Self.trio()
        world.say(#"{"t":"room.set","locked":true}"#, on: m)
        let late = world.join(as: "l")
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.code == .notAllowed)
    }
}
