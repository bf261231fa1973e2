// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: programme")
struct ProgrammeTests {
    /// A moderator, two who publish `one` and `two`, and one who follows the programme.
    private func scene(_ world: inout MemberWorld) -> [ConnectionID] {
        let people = world.makeRoom(["m", "a", "b", "v"])
        world.publish(["one"], on: people[1])
        world.publish(["two"], on: people[2])
        world.say(#"{"t":"sub.set","default":"programme"}"#, on: people[3])
        world.pass(.seconds(1))
        return people
    }

    private func broadcast(_ name: String, _ world: MemberWorld) -> BroadcastID? {
        world.room("r")?.streams[name]?.broadcast
    }

    /// What the media plane was asked to show last.
    private func shown(_ world: MemberWorld) -> (BroadcastID, onAir: BroadcastID?, standby: [BroadcastID])? {
        for case .programme(let id, let wish) in world.media.work.reversed() {
            return (id, wish.onAir, wish.standby)
        }
        return nil
    }

    /// What the media plane was told is held of a stream.
    private func held(_ name: String, _ world: MemberWorld) -> MediaTracks? {
        guard let id = shown(world)?.0, let source = broadcast(name, world) else { return nil }
        return world.media.programmes[id]?[source]
    }

    /// How often it was told.
    private func told(_ world: MemberWorld) -> Int {
        world.media.work.count { work in
            switch work {
            case .programme, .programmeHeld: true
            default: false
            }
        }
    }

    private func news(_ world: MemberWorld, _ connection: ConnectionID) -> [ProgrammeCard] {
        world.events(connection).compactMap { if case .programme(let card) = $0 { card } else { nil } }
    }

    private func show(_ name: String?, _ world: inout MemberWorld) throws {
        let id = try #require(shown(world)?.0)
        let onAir = name.flatMap { broadcast($0, world) }
        world.apply(world.directory.programme(id, shows: onAir, now: world.now))
        world.pass(.milliseconds(100), step: .milliseconds(100))
    }

    @Test
    func `when what is on air ends, the first live stand-by is put there, whatever its publisher sends`()
        throws
    {
        for request in [#"{"t":"pub.end","streamid":"one"}"#, #"{"t":"room.leave"}"#] {
            var world = MemberWorld()
            let people = scene(&world)
            world.say(#"{"t":"programme.set","streamid":"one","standby":["two"]}"#, on: people[0])
            try show("one", &world)
            world.say(request, on: people[1])
            world.pass(.milliseconds(100))
            #expect(shown(world)?.onAir == broadcast("two", world) && shown(world)?.standby == [])
            #expect(news(world, people[3]).last == ProgrammeCard(streamid: "two", standby: ["two"]))
            // Nothing is left to take over from it.
            world.say(#"{"t":"pub.end","streamid":"two"}"#, on: people[2])
            world.pass(.milliseconds(100))
            #expect(news(world, people[3]).last == ProgrammeCard())
        }
    }

    @Test func `a stand-by that ends is none any more`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"programme.set","streamid":"one","standby":["two"]}"#, on: people[0])
        try show("one", &world)
        world.say(#"{"t":"pub.end","streamid":"two"}"#, on: people[2])
        world.pass(.milliseconds(100))
        #expect(shown(world)?.onAir == broadcast("one", world) && shown(world)?.standby == [])
        #expect(news(world, people[3]).last == ProgrammeCard(streamid: "one"))
    }

    @Test func `who must not see what is put on air is held back before it is there`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        try show("one", &world)
        world.say(#"{"t":"user.block","userid":"b"}"#, on: people[3])
        let follower = try #require(world.client(people[3]))
        #expect(world.media.received[follower]?.first?.pausedVideo == false)
        world.say(#"{"t":"programme.set","streamid":"two"}"#, on: people[0])
        world.pass(.milliseconds(100))
        #expect(world.media.received[follower]?.first?.pausedVideo == true)
        try show("two", &world)
        #expect(world.media.received[follower]?.first?.pausedVideo == true)
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        try show("one", &world)
        #expect(world.media.received[follower]?.first?.pausedVideo == false)
    }

    @Test func `who follows the programme receives it instead of the streams, switched without another wish`()
        throws
    {
        var world = MemberWorld()
        let people = scene(&world)
        #expect(world.receives(people[3]).isEmpty)
        let reply = world.say(
            #"{"t":"programme.set","streamid":"one","standby":["two"]}"#, on: people[0])
        #expect(reply?.isDone == true)
        let work = try #require(shown(world))
        #expect(work.onAir == broadcast("one", world) && work.standby == [broadcast("two", world)])
        try show("one", &world)
        #expect(world.receives(people[3]) == ["programme audio video"])
        let received = world.media.received[try #require(world.client(people[3]))]
        #expect(received?.map(\.broadcast) == [work.0])

        world.say(#"{"t":"programme.set","streamid":"two"}"#, on: people[0])
        try show("two", &world)
        #expect(world.receives(people[3]) == ["programme audio video"])
        #expect(world.receives(people[0]) == ["one audio video", "two audio video"], "others get all")
        let cards = [ProgrammeCard(streamid: "one", standby: ["two"]), ProgrammeCard(streamid: "two")]
        #expect(people.allSatisfy { news(world, $0) == cards })
        let late = world.join(as: "late")
        let state = world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.state
        #expect(state?.programme == ProgrammeCard(streamid: "two"))
    }

    @Test func `members hear who took over, and what is gone`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"programme.set","streamid":"one","standby":["two"]}"#, on: people[0])
        try show("one", &world)
        try show("two", &world)
        #expect(news(world, people[3]).last == ProgrammeCard(streamid: "two", standby: ["two"]))
        world.say(#"{"t":"pub.end","streamid":"two"}"#, on: people[2])
        #expect(news(world, people[3]).last == ProgrammeCard())
        #expect(world.receives(people[3]) == ["programme audio video"])
        world.say(#"{"t":"programme.set","streamid":null}"#, on: people[0])
        #expect(news(world, people[3]).last == ProgrammeCard())
        #expect(shown(world)?.onAir == nil && shown(world)?.standby == [])
        #expect(world.receives(people[3]).isEmpty)
        #expect(world.directory.programmes.isEmpty)
    }

    @Test func `one's own voice, and what is on hold between two, is held back from each`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"sub.set","default":"programme"}"#, on: people[1])
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        try show("one", &world)
        #expect(world.receives(people[1]) == ["programme (audio) video"])
        world.say(#"{"t":"sub.hold","userid":"a","kind":"video","on":true}"#, on: people[3])
        #expect(world.receives(people[3]) == ["programme audio (video)"])
        world.say(#"{"t":"user.block","userid":"v"}"#, on: people[1])
        #expect(world.receives(people[3]) == ["programme (audio) (video)"])
        #expect(held("one", world) == MediaTracks(), "that is nobody else's business")
        world.say(#"{"t":"programme.set","streamid":"two"}"#, on: people[0])
        try show("two", &world)
        #expect(world.receives(people[3]) == ["programme audio video"])
        #expect(world.receives(people[1]) == ["programme audio video"])
    }

    @Test func `what is muted, blocked or on hold toward all is held by the programme itself`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        try show("one", &world)
        world.say(#"{"t":"stream.state","streamid":"one","muted":{"video":true}}"#, on: people[1])
        #expect(held("one", world) == MediaTracks(video: true))
        world.say(#"{"t":"stream.block","streamid":"one","kinds":{"audio":true},"on":true}"#, on: people[0])
        #expect(held("one", world) == .both)
        world.say(#"{"t":"stream.state","streamid":"one","muted":{}}"#, on: people[1])
        world.say(#"{"t":"stream.block","streamid":"one","kinds":{"audio":true},"on":false}"#, on: people[0])
        #expect(held("one", world) == MediaTracks())
        #expect(world.receives(people[3]) == ["programme audio video"], "no follower is touched")
        world.say(#"{"t":"sub.hold","kind":"audio","on":true}"#, on: people[1])
        #expect(held("one", world) == MediaTracks(audio: true))
    }

    @Test func `what stands by is held before it takes over, and nothing is told twice`() {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"stream.block","streamid":"two","kinds":{"video":true},"on":true}"#, on: people[0])
        world.say(#"{"t":"programme.set","streamid":"one","standby":["two"]}"#, on: people[0])
        #expect(told(world) == 1)
        #expect(held("one", world) == MediaTracks() && held("two", world) == MediaTracks(video: true))
        world.say(#"{"t":"stream.block","streamid":"two","kinds":{"audio":true},"on":true}"#, on: people[0])
        #expect(told(world) == 2 && held("two", world) == .both)
        world.say(#"{"t":"stream.block","streamid":"two","kinds":{"audio":true},"on":true}"#, on: people[0])
        world.say(#"{"t":"user.block","userid":"v"}"#, on: people[1])
        world.say(#"{"t":"user.extra","extra":{"n":1}}"#, on: people[2])
        #expect(told(world) == 2)
    }

    @Test func `what is for some, or from whom newcomers may receive nothing, is held`() {
        var world = MemberWorld()
        let people = scene(&world)
        world.publish(["one"], rev: 2, extra: #","audience":["v"]"#, on: people[1])
        world.say(#"{"t":"programme.set","streamid":"one","standby":["two"]}"#, on: people[0])
        #expect(held("one", world) == .both && held("two", world) == MediaTracks())
        world.publish(["one"], rev: 3, on: people[1])
        #expect(held("one", world) == MediaTracks())
        world.say(#"{"t":"user.policy","userid":"*","subscribe":"owner"}"#, on: people[0])
        #expect(held("one", world) == .both && held("two", world) == .both)
    }

    @Test func `until the next one is on air, what was before it is held too, and what is over is`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        let one = try #require(broadcast("one", world))
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        world.say(#"{"t":"programme.set","streamid":"two"}"#, on: people[0])
        world.say(#"{"t":"stream.block","streamid":"one","kinds":{"video":true},"on":true}"#, on: people[0])
        let id = try #require(shown(world)?.0)
        #expect(world.media.programmes[id]?[one] == MediaTracks(video: true))
        try show("one", &world)
        // One who may not publish any more may still send for a moment.
        world.say(#"{"t":"user.policy","userid":"a","publish":false}"#, on: people[0])
        #expect(broadcast("one", world) == nil && world.media.programmes[id]?[one] == .both)
        try show("two", &world)
        #expect(world.room("r")?.programme?.earlier == [])
    }

    @Test func `only the moderator sets it, of streams that are there`() {
        var world = MemberWorld()
        let people = scene(&world)
        #expect(
            world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[1])?.code == .notAllowed)
        #expect(
            world.say(#"{"t":"programme.set","streamid":"no"}"#, on: people[0])?.code == .unknownStream)
        let standby = #"{"t":"programme.set","streamid":"one","standby":["two","two"]}"#
        #expect(world.say(standby, on: people[0])?.code == .badArgument)
        #expect(shown(world) == nil)
        #expect(world.offer(["programme"], on: people[0])?.code == .limitExceeded)
    }

    @Test func `it ends with its room`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        world.say(#"{"t":"room.close"}"#, on: people[0])
        #expect(shown(world)?.onAir == nil)
        #expect(world.directory.programmes.isEmpty)
    }
}
