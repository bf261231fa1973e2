// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: holds")
struct HoldTests {
    private func hold(_ fields: String) -> String { #"{"t":"sub.hold",\#(fields)}"# }

    @Test func `a hold pauses both ways between two, and only between them`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"])
        world.publish(["cam"], on: people[0])
        world.publish(["mic"], on: people[1])
        world.say(hold(#""userid":"b","kind":"audio","on":true"#), on: people[0])
        #expect(world.receives(people[0]) == ["mic (audio)"])
        #expect(world.receives(people[1]) == ["cam (audio) video"])
        #expect(world.receives(people[2]) == ["cam audio video", "mic audio"])
        let mine = StreamHold(userid: "b", tracks: .audio, isOn: true)
        let theirs = StreamHold(userid: "a", tracks: .audio, isOn: true)
        #expect(world.events(people[0]).last == .held(mine, by: "a"))
        #expect(world.events(people[1]).last == .held(theirs, by: "a"))
        #expect(!world.events(people[2]).contains(.held(theirs, by: "a")))
        world.say(hold(#""userid":"b","kind":"both","on":false"#), on: people[0])
        #expect(world.receives(people[0]) == ["mic audio"])
        #expect(world.receives(people[1]) == ["cam audio video"])
    }

    @Test func `each ends its own hold only`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        for person in people {
            let other = person == people[0] ? "b" : "a"
            world.say(hold(#""userid":"\#(other)","on":true"#), on: person)
        }
        #expect(world.receives(people[1]) == ["cam (audio) (video)"])
        world.say(hold(#""userid":"b","on":false"#), on: people[0])
        #expect(world.receives(people[1]) == ["cam (audio) (video)"])
        world.say(hold(#""userid":"a","on":false"#), on: people[1])
        #expect(world.receives(people[1]) == ["cam audio video"])
    }

    @Test func `a hold with everybody holds for who comes later, too, and ends with leaving`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        world.say(hold(#""kind":"video","on":true"#), on: people[0])
        #expect(world.receives(people[1]) == ["cam audio (video)"])
        let late = world.join(as: "late")
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)
        world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(world.receives(late) == ["cam audio (video)"])
        world.publish(["mic"], on: late)
        world.say(hold(#""kind":"both","on":true"#), on: late)
        #expect(world.receives(people[1]).contains("mic (audio)"))
        world.say(#"{"t":"room.leave"}"#, on: late)
        #expect(world.receives(people[1]) == ["cam audio (video)"])
    }

    @Test func `holds are bounded and slow, and nobody holds itself`() {
        var limits = MemberLimits()
        limits.holds = 1
        limits.gateRate = RateLimit(perSecond: 1, burst: 3)
        var world = MemberWorld(limits: limits)
        let people = world.makeRoom(["a", "b", "c"])
        #expect(world.say(hold(#""userid":"a","on":true"#), on: people[0])?.code == .notAllowed)
        #expect(world.say(hold(#""userid":"x","on":true"#), on: people[0])?.code == .unknownUser)
        #expect(world.say(hold(#""userid":"b""#), on: people[0])?.code == .badArgument)
        #expect(world.say(hold(#""userid":"b","on":true"#), on: people[0])?.isDone == true)
        #expect(world.say(hold(#""userid":"c","on":true"#), on: people[0])?.code == .limitExceeded)
        #expect(world.say(hold(#""userid":"b","on":false"#), on: people[0])?.isDone == true)
        #expect(world.say(hold(#""userid":"b","on":true"#), on: people[0])?.isDone == true)
        #expect(world.say(hold(#""userid":"b","on":false"#), on: people[0])?.code == .rateLimited)
    }
}
