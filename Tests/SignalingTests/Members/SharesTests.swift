// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

/// What of members' rooms is told to those who watch by WHEP.
@Suite("Members' streams for WHEP")
struct SharesTests {
    private func room(_ names: [String], _ terms: String = "") -> (MemberWorld, [ConnectionID]) {
        var world = MemberWorld()
        let people = names.map { world.join(channel: "*", as: $0) }
        world.say(
            #"{"t":"room.open","sessionid":"r","session":{"audio":true,"video":true}\#(terms)}"#,
            on: people[0])
        for other in people.dropFirst() { world.say(#"{"t":"room.join","sessionid":"r"}"#, on: other) }
        return (world, people)
    }

    private func names(_ world: MemberWorld) -> [String] { world.shares["r"]?.streams.map(\.name) ?? [] }

    @Test func `a live stream is shared until it ends, and nothing is told twice`() {
        var (world, people) = room(["a", "b"])
        world.offer(["cam"], on: people[1])
        let session = world.answerOffer()
        #expect(world.news.isEmpty, "it is not live")
        world.connectPublisher(session)
        #expect(names(world) == ["cam"] && world.shares["r"]?.streams.first?.held == MediaTracks())
        let count = world.news.count
        world.pass(.seconds(1), alive: people)
        world.say(#"{"t":"msg.send","scope":"room","message":1}"#, on: people[0])
        #expect(world.news.count == count)
        world.say(#"{"t":"room.leave"}"#, on: people[1])
        #expect(world.shares["r"] == nil && world.news.count == count + 1)
    }

    @Test(arguments: ["room.leave", "room.close"])
    func `the room's end ends it`(request: String) {
        var (world, people) = room(["a"])
        world.publish(["cam"], on: people[0])
        #expect(names(world) == ["cam"])
        world.say(#"{"t":"\#(request)"}"#, on: people[0])
        #expect(world.shares.isEmpty && world.directory.shares.isEmpty)
    }

    @Test func `who is ejected is seen no more`() {
        var (world, people) = room(["a", "b"])
        world.publish(["cam"], on: people[1])
        world.say(#"{"t":"user.eject","userid":"b"}"#, on: people[0])
        #expect(world.shares.isEmpty)
    }

    @Test(arguments: [#""password":"p""#, #""knock":true"#, #""locked":true"#])
    func `a room that refuses some shares nothing, and shares again`(protection: String) {
        var (world, people) = room(["a"])
        world.publish(["cam"], on: people[0])
        world.say(#"{"t":"room.set",\#(protection)}"#, on: people[0])
        #expect(world.shares["r"] == RoomShares(isClosed: true))
        let open = protection.replacing("true", with: "false").replacing(#""p""#, with: "null")
        world.say(#"{"t":"room.set",\#(open)}"#, on: people[0])
        #expect(names(world) == ["cam"])
    }

    @Test func `a room with a password never shares, a full one does`() {
        var (closed, people) = room(["a"], #","password":"p""#)
        closed.publish(["cam"], on: people[0])
        #expect(closed.shares["r"] == RoomShares(isClosed: true))
        var (full, others) = room(["a", "b"], #","max":1"#)
        full.publish(["cam"], on: others[0])
        #expect(full.directory.rooms.values.first?.isFull == true && names(full) == ["cam"])
    }

    @Test func `other channels, and rooms and streams whose names can't be in paths, are not shared`() {
        var world = MemberWorld()
        let people = [("c", "r"), ("*", "a room")].map { channel, room in
            let person = world.join(channel: channel, as: "a")
            world.say(#"{"t":"room.open","sessionid":"\#(room)"}"#, on: person)
            return person
        }
        for person in people { world.publish(["cam"], on: person) }
        #expect(world.news.isEmpty)
        var (other, owner) = room(["a"])
        other.publish(["cam!"], on: owner[0])
        #expect(names(other).isEmpty)
    }

    @Test func `mutes, blocks and holds of its publisher are held back`() {
        var (world, people) = room(["a", "b"])
        world.publish(["cam"], on: people[1])
        func held() -> MediaTracks? { world.shares["r"]?.streams.first?.held }
        world.say(#"{"t":"stream.state","streamid":"cam","muted":{"audio":true}}"#, on: people[1])
        #expect(held() == MediaTracks(audio: true))
        world.say(#"{"t":"stream.block","streamid":"cam","kinds":{"video":true},"on":true}"#, on: people[0])
        #expect(held() == .both)
        world.say(#"{"t":"stream.state","streamid":"cam","muted":{}}"#, on: people[1])
        world.say(#"{"t":"stream.block","streamid":"cam","kinds":{"video":true},"on":false}"#, on: people[0])
        #expect(held() == MediaTracks())
        world.say(#"{"t":"sub.hold","kind":"video","on":true}"#, on: people[1])
        #expect(held() == MediaTracks(video: true))
        // What one receiver wants is nobody else's business.
        world.say(#"{"t":"sub.hold","kind":"audio","on":true}"#, on: people[0])
        #expect(held() == MediaTracks(video: true))
    }

    @Test func `what is for some, or what newcomers may not receive, is not shared`() {
        var (world, people) = room(["a", "b", "c"])
        world.publish(["cam"], extra: #","audience":["c"]"#, on: people[1])
        #expect(names(world).isEmpty)
        world.publish(["cam"], rev: 2, on: people[1])
        #expect(names(world) == ["cam"])
        world.publish(["mic"], on: people[0])
        world.say(#"{"t":"user.policy","userid":"*","subscribe":"owner"}"#, on: people[0])
        #expect(names(world) == ["mic"])
        world.say(#"{"t":"user.policy","userid":"*","subscribe":"none"}"#, on: people[0])
        #expect(names(world).isEmpty)
    }

    @Test func `in a broadcast room only who broadcasts is shared`() {
        var world = MemberWorld()
        let (a, b) = (world.join(channel: "*", as: "a"), world.join(channel: "*", as: "b"))
        world.say(
            #"{"t":"room.open","sessionid":"r","session":{"video":true,"broadcast":true},"listed":false}"#,
            on: a)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)
        world.publish(["cam"], on: b)
        #expect(names(world).isEmpty)
        world.publish(["mic"], on: a)
        #expect(names(world) == ["mic"] && world.shares["r"]?.isListed == false)
    }

    @Test func `a room whose opener isn't ready shares nothing yet`() {
        var (world, people) = room(["a"], #","state":"opening""#)
        #expect(world.news.isEmpty)
        world.publish(["cam"], on: people[0])
        #expect(names(world) == ["cam"])
    }

    @Test func `what is on air for a few is not told by its name`() throws {
        var (world, people) = room(["a", "b"])
        world.publish(["cam"], extra: #","audience":["a"]"#, on: people[1])
        world.say(#"{"t":"programme.set","streamid":"cam"}"#, on: people[0])
        let programme = try #require(world.shares["r"]?.programme)
        let source = world.room("r", in: "*")?.streams["cam"]?.broadcast
        world.apply(world.directory.programme(programme.broadcast, shows: source, now: world.now))
        #expect(world.shares["r"]?.programme?.isOnAir == true)
        #expect(world.shares["r"]?.programme?.name == nil)
        #expect(world.media.programmes[programme.broadcast] == [try #require(source): .both])
    }

    @Test func `the programme is shared, with what it shows held back`() throws {
        var (world, people) = room(["a", "b"])
        world.publish(["cam"], on: people[1])
        world.say(#"{"t":"programme.set","streamid":"cam"}"#, on: people[0])
        let programme = try #require(world.shares["r"]?.programme)
        #expect(!programme.isOnAir)
        let source = world.shares["r"]?.streams.first?.broadcast
        world.apply(world.directory.programme(programme.broadcast, shows: source, now: world.now))
        let shown = SharedProgramme(broadcast: programme.broadcast, isOnAir: true, name: "cam")
        #expect(world.shares["r"]?.programme == shown)
        world.say(#"{"t":"stream.state","streamid":"cam","muted":{"audio":true}}"#, on: people[1])
        #expect(
            world.media.programmes[programme.broadcast] == [try #require(source): MediaTracks(audio: true)])
        world.say(#"{"t":"programme.set","streamid":null}"#, on: people[0])
        #expect(world.shares["r"]?.programme == nil)
    }
}
