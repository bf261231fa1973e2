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
        for case .programme(let id, let onAir, let standby) in world.media.work.reversed() {
            return (id, onAir, standby)
        }
        return nil
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
        world.say(#"{"t":"pub.end","streamid":"one"}"#, on: people[1])
        #expect(news(world, people[3]).last == ProgrammeCard(standby: ["two"]))
        try show("two", &world)
        #expect(news(world, people[3]).last == ProgrammeCard(streamid: "two", standby: ["two"]))
        #expect(world.receives(people[3]) == ["programme audio video"])
        world.say(#"{"t":"programme.set","streamid":null}"#, on: people[0])
        #expect(news(world, people[3]).last == ProgrammeCard())
        #expect(shown(world)?.onAir == nil && shown(world)?.standby == [])
        #expect(world.receives(people[3]).isEmpty)
        #expect(world.directory.programmes.isEmpty)
    }

    @Test func `what is muted, held or one's own is held back`() throws {
        var world = MemberWorld()
        let people = scene(&world)
        world.say(#"{"t":"sub.set","default":"programme"}"#, on: people[1])
        world.say(#"{"t":"programme.set","streamid":"one"}"#, on: people[0])
        try show("one", &world)
        #expect(world.receives(people[1]) == ["programme (audio) video"])
        world.say(#"{"t":"stream.state","streamid":"one","muted":{"video":true}}"#, on: people[1])
        #expect(world.receives(people[3]) == ["programme audio (video)"])
        world.say(#"{"t":"stream.block","streamid":"one","kinds":{"audio":true},"on":true}"#, on: people[0])
        #expect(world.receives(people[3]) == ["programme (audio) (video)"])
        world.say(#"{"t":"programme.set","streamid":"two"}"#, on: people[0])
        try show("two", &world)
        #expect(world.receives(people[3]) == ["programme audio video"])
        #expect(world.receives(people[1]) == ["programme audio video"])
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
