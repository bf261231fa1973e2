// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// What comes by WHIP, in the members' rooms of the same names.
@Suite("WHIP broadcasts among members")
struct OutsideTests {
    private func id(_ name: String) -> BroadcastID { BroadcastID(room: "r", name: name) }

    private func room(
        _ names: [String], session: String = #"{"audio":true,"video":true}"#, extra: String = ""
    )
        -> (MemberWorld, [ConnectionID])
    {
        var world = MemberWorld()
        let people = names.map { world.join(channel: "*", as: $0) }
        world.say(#"{"t":"room.open","sessionid":"r","session":\#(session)\#(extra)}"#, on: people[0])
        for other in people.dropFirst() { world.say(#"{"t":"room.join","sessionid":"r"}"#, on: other) }
        return (world, people)
    }

    @Test func `it is announced, offered, and ends as any stream`() {
        var (world, people) = room(["a", "b"])
        world.broadcast(id("cam"))
        #expect(people.map { world.streamNews($0) } == [["+cam"], ["+cam"]])
        guard case .streamAnnounced(let card)? = world.events(people[1]).last else {
            Issue.record("it was not announced")
            return
        }
        #expect(card.userid == "whip:cam" && card.extra == .emptyObject && card.kinds == [.audio, .video])
        world.pass(.milliseconds(60))
        #expect(people.map { world.receives($0) } == [["cam audio video"], ["cam audio video"]])
        world.broadcast(id("cam"), nil)
        #expect(world.streamNews(people[0]) == ["+cam", "-cam ended"])
        #expect(world.receives(people[0]) == [] && world.directory.outside.isEmpty)
    }

    @Test func `whoever opens a room in which it is live has it in the reply, and one who joins too`() throws
    {
        var world = MemberWorld()
        world.broadcast(id("late"), MediaTracks(audio: true))
        world.broadcast(id("cam"))
        world.broadcast(BroadcastID(room: "s", name: "other"))
        #expect(world.directory.rooms.isEmpty)
        let (a, b) = (world.join(channel: "*", as: "a"), world.join(channel: "*", as: "b"))
        let opened = world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)?.state
        #expect(opened?.streams.map(\.streamid) == ["late", "cam"])
        #expect(opened?.streams.first?.kinds == [.audio])
        #expect(opened?.room.members == 1 && opened?.members.map(\.userid) == ["a"])
        let joined = world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.state
        #expect(joined?.streams.map(\.userid) == ["whip:late", "whip:cam"])
        #expect(world.streamNews(a).isEmpty && world.streamNews(b).isEmpty)
        world.pass(.milliseconds(60))
        #expect(world.receives(b) == ["late audio", "cam audio video"])
    }

    @Test func `another channel's room of the name is another room`() {
        var world = MemberWorld()
        let a = world.join(channel: "c", as: "a")
        world.say(#"{"t":"room.open","sessionid":"r"}"#, on: a)
        world.broadcast(id("cam"))
        #expect(world.streamNews(a).isEmpty)
    }

    @Test func `a takeover with other tracks is offered`() {
        var (world, people) = room(["a"])
        world.broadcast(id("cam"), MediaTracks(audio: true))
        world.pass(.milliseconds(60))
        let before = world.media.work.count
        world.broadcast(id("cam"), MediaTracks(audio: true))
        #expect(world.media.work.count == before + 1, "the same again, for other codecs")
        world.broadcast(id("cam"))
        world.pass(.milliseconds(60))
        #expect(world.streamNews(people[0]) == ["+cam", "~cam"])
        #expect(world.receives(people[0]) == ["cam audio video"])
    }

    @Test func `names that others have, or that can't be, are told apart`() {
        var (world, people) = room(["a", "b"])
        world.publish(["cam"], on: people[0])
        let long = String(repeating: "n", count: 65)
        for name in ["cam", "programme", long] { world.broadcast(id(name)) }
        let ids = world.room("r", in: "*")?.streams.values.sorted { $0.number < $1.number }.map(\.id) ?? []
        #expect(ids.prefix(3) == ["cam", "whip~cam", "whip~programme"])
        #expect(ids.last?.hasPrefix("whip~~") == true && ids.allSatisfy { $0.utf8.count <= 64 })
        world.broadcast(id("other"))
        #expect(world.offer(["other"], on: people[1])?.code == .limitExceeded)
        let refused = world.offer(["whip~x"], on: people[1])
        #expect(refused?.code == .limitExceeded && refused?.suggestion?.hasPrefix("x-") == true)
    }

    @Test func `no member is called like a WHIP publisher`() {
        var world = MemberWorld()
        let a = world.connect()
        #expect(world.say(.hello(Hello(channel: "*", userid: "whip:cam")), on: a)?.code == .badArgument)
        let b = world.join(channel: "*", as: "b")
        #expect(world.say(#"{"t":"user.rename","userid":"whip:cam"}"#, on: b)?.code == .badArgument)
    }

    @Test func `viewers of a one-way room get it, and who may receive only the moderator doesn't`() {
        var (world, people) = room(["a", "b"], session: #"{"audio":true,"video":true,"oneway":true}"#)
        world.broadcast(id("cam"))
        world.pass(.milliseconds(60))
        #expect(world.receives(people[1]) == ["cam audio video"])
        world.say(#"{"t":"user.policy","userid":"b","subscribe":"owner"}"#, on: people[0])
        #expect(world.receives(people[1]) == [] && world.streamNews(people[1]) == ["+cam", "-cam revoked"])
    }

    @Test func `holds, blocks and drops work with it`() {
        var (world, people) = room(["a", "b"])
        world.broadcast(id("cam"))
        world.pass(.milliseconds(60))
        #expect(
            world.say(#"{"t":"sub.hold","userid":"whip:cam","kind":"video","on":true}"#, on: people[1])?
                .isDone == true)
        #expect(world.receives(people[1]) == ["cam audio (video)"])
        #expect(world.receives(people[0]) == ["cam audio video"])
        world.say(#"{"t":"sub.set","streams":{"cam":{"audio":true}}}"#, on: people[1])
        #expect(world.receives(people[1]) == ["cam audio"])
        #expect(world.say(#"{"t":"user.block","userid":"whip:cam"}"#, on: people[1])?.isDone == true)
        #expect(world.receives(people[1]) == [])
        #expect(world.say(#"{"t":"stream.drop","userid":"whip:cam"}"#, on: people[0])?.isDone == true)
        #expect(world.receives(people[0]) == [])
    }

    @Test func `a moderator stops its tracks, for WHEP too, and ends it`() {
        var (world, people) = room(["a", "b"])
        world.broadcast(id("cam"))
        world.pass(.milliseconds(60))
        world.say(#"{"t":"stream.block","streamid":"cam","kinds":{"audio":true},"on":true}"#, on: people[0])
        #expect(world.receives(people[1]) == ["cam (audio) video"])
        #expect(world.shares["r"]?.blocked == ["cam": MediaTracks(audio: true)])
        #expect(world.say(#"{"t":"user.eject","userid":"whip:cam"}"#, on: people[1])?.code == .notAllowed)
        #expect(
            world.say(#"{"t":"user.role","userid":"whip:cam","role":"viewer"}"#, on: people[0])?.code
                == .notAllowed)
        #expect(world.say(#"{"t":"user.eject","userid":"whip:cam"}"#, on: people[0])?.isDone == true)
        #expect(world.ended == [SessionID(text: "whip")])
        #expect(world.streamNews(people[1]).last == "-cam revoked" && world.receives(people[1]) == [])
        // Its end, told later, is nothing new.
        world.broadcast(id("cam"), nil)
        #expect(world.streamNews(people[1]).filter { $0.hasPrefix("-") }.count == 1)
        #expect(world.say(#"{"t":"user.eject","userid":"whip:cam"}"#, on: people[0])?.code == .unknownUser)
    }

    @Test func `what was stopped of it stays so when its publisher comes back`() {
        var (world, people) = room(["a", "b"])
        world.broadcast(id("cam"))
        world.say(#"{"t":"stream.block","streamid":"cam","kinds":{"audio":true},"on":true}"#, on: people[0])
        world.broadcast(id("cam"), nil)
        #expect(world.shares["r"]?.blocked == ["cam": MediaTracks(audio: true)], "from its first packet on")
        world.broadcast(id("cam"))
        world.pass(.milliseconds(60))
        #expect(world.receives(people[1]) == ["cam (audio) video"])
        #expect(world.shares["r"]?.blocked == ["cam": MediaTracks(audio: true)])
        world.say(#"{"t":"stream.block","streamid":"cam","kinds":{"audio":true},"on":false}"#, on: people[0])
        world.broadcast(id("cam"), nil)
        world.broadcast(id("cam"))
        world.pass(.milliseconds(60))
        #expect(world.receives(people[1]) == ["cam audio video"])
    }

    @Test func `who is ejected is who was meant, whoever came since`() {
        var (world, people) = room(["a"])
        world.broadcast(id("cam"), by: "first")
        world.broadcast(id("cam"), by: "second")
        world.say(#"{"t":"user.eject","userid":"whip:cam"}"#, on: people[0])
        world.broadcast(id("cam"), by: "third")
        #expect(world.ended == [SessionID(text: "second")])
        #expect(world.streamNews(people[0]).suffix(2) == ["-cam revoked", "+cam"])
    }

    @Test func `what members stopped of it stays so when its publisher comes back`() {
        var (world, people) = room(["a", "b", "c"])
        world.broadcast(id("cam"))
        world.say(#"{"t":"sub.hold","userid":"whip:cam","kind":"video","on":true}"#, on: people[0])
        world.say(#"{"t":"user.block","userid":"whip:cam"}"#, on: people[1])
        for _ in 0..<2 {
            world.broadcast(id("cam"), nil)
            #expect(world.room("r", in: "*")?.awayOutside.keys.sorted() == ["cam"])
            world.broadcast(id("cam"))
            #expect(world.room("r", in: "*")?.awayOutside.isEmpty == true)
            world.pass(.milliseconds(60))
            #expect(world.receives(people[0]) == ["cam audio (video)"])
            #expect(world.receives(people[1]) == [])
            #expect(world.receives(people[2]) == ["cam audio video"])
        }
        world.say(#"{"t":"sub.hold","userid":"whip:cam","kind":"video","on":false}"#, on: people[0])
        #expect(world.receives(people[0]) == ["cam audio video"])
        world.say(#"{"t":"room.leave"}"#, on: people[1])
        world.broadcast(id("cam"), nil)
        #expect(world.room("r", in: "*")?.awayOutside.isEmpty == true, "nobody stops it any more")
    }

    @Test func `on a programme it is held until it is known again`() {
        var (world, people) = room(["a"])
        world.broadcast(id("cam"))
        world.say(#"{"t":"programme.set","streamid":"cam"}"#, on: people[0])
        let programme = world.room("r", in: "*")?.programme?.broadcast ?? id("none")
        #expect(world.media.programmes[programme] == [id("cam"): MediaTracks()])
        world.broadcast(id("cam"), nil)
        #expect(world.media.programmes[programme] == [id("cam"): .both])
        world.broadcast(id("cam"), MediaTracks(audio: true))
        #expect(world.media.programmes[programme] == [id("cam"): MediaTracks(video: true)])
    }

    @Test func `a moderator's pub end ends its publisher, and a member's does not`() {
        var (world, people) = room(["a", "b"])
        world.broadcast(id("cam"))
        #expect(world.say(#"{"t":"pub.end","streamid":"cam"}"#, on: people[1])?.code == .unknownStream)
        #expect(world.say(#"{"t":"pub.end","streamid":"cam"}"#, on: people[0])?.isDone == true)
        #expect(world.ended == [SessionID(text: "whip")])
    }

    @Test func `it goes on air, and into another room, and ends there too`() {
        var (world, people) = room(["a", "b"])
        world.broadcast(id("cam"))
        #expect(world.say(#"{"t":"programme.set","streamid":"cam"}"#, on: people[0])?.isDone == true)
        guard
            case .programme(_, let wish)? = world.media.work.last(where: {
                if case .programme = $0 { true } else { false }
            })
        else {
            _ = Issue.record("nothing goes on air")
            return
        }
        #expect(wish.onAir == id("cam"))
        let ticket = world.say(#"{"t":"stream.ticket","streamid":"cam"}"#, on: people[1])?.ticket ?? ""
        let second = world.join(channel: "c", as: "b")
        world.say(#"{"t":"room.open","sessionid":"x"}"#, on: second)
        #expect(world.say(#"{"t":"stream.forward","ticket":"\#(ticket)"}"#, on: second)?.forwarded == "cam")
        #expect(world.room("x")?.streams["cam"]?.broadcast == id("cam"))
        world.broadcast(id("cam"), nil)
        #expect(world.room("x")?.streams.isEmpty == true)
        #expect(world.room("r", in: "*")?.programme?.streamid == nil)
    }
}
