// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: streams passed on into other rooms")
struct ForwardTests {
    /// A room `r` of `a`, who publishes `cam`, and `b`; a room `s` of `b2`, who moderates, and `c`.
    private struct Stage {
        var world = MemberWorld()
        let first: [ConnectionID]
        let second: [ConnectionID]

        init() {
            first = world.makeRoom(["a", "b"])
            second = world.makeRoom(["b2", "c"], sessionid: "s")
            world.publish(["cam"], on: first[0])
        }

        mutating func ticket() -> String {
            world.say(#"{"t":"stream.ticket","streamid":"cam"}"#, on: first[1])?.ticket ?? ""
        }

        @discardableResult
        mutating func forward(_ fields: String = "") -> MemberReply? {
            let ticket = ticket()
            let reply = world.say(#"{"t":"stream.forward","ticket":"\#(ticket)"\#(fields)}"#, on: second[0])
            world.pass(.milliseconds(60), step: .milliseconds(60))
            return reply
        }
    }

    @Test func `a stream is passed on without an upload and ends with its source`() throws {
        var stage = Stage()
        let sessions = stage.world.media.publishers
        #expect(stage.forward(#","label":"again""#)?.forwarded == "cam")
        #expect(stage.world.receives(stage.second[1]) == ["cam audio video"])
        #expect(stage.world.receives(stage.second[0]).isEmpty, "it is its own there")
        #expect(stage.world.media.publishers == sessions)
        let rooms = [stage.world.room("r"), stage.world.room("s")]
        #expect(rooms[0]?.streams["cam"]?.broadcast == rooms[1]?.streams["cam"]?.broadcast)
        stage.world.say(#"{"t":"pub.end","streamid":"cam"}"#, on: stage.first[0])
        #expect(stage.world.receives(stage.second[1]).isEmpty)
        #expect(stage.world.streamNews(stage.second[1]) == ["+cam", "-cam ended"])
        #expect(stage.world.streamNews(stage.second[0]) == ["-cam ended"], "it wasn't its own wish")
        #expect(stage.world.directory.tickets.isEmpty)
    }

    @Test func `one upload goes into several rooms of its publisher`() {
        var stage = Stage()
        let ticket = stage.world.say(#"{"t":"stream.ticket","streamid":"cam"}"#, on: stage.first[0])?.ticket
        let reply = stage.world.say(
            #"{"t":"stream.forward","ticket":"\#(ticket ?? "")","streamid":"sound","kinds":{"audio":true}}"#,
            on: stage.second[0])
        #expect(reply?.forwarded == "sound")
        stage.world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(stage.world.receives(stage.second[1]) == ["sound audio"])
    }

    @Test func `what the source doesn't send isn't sent on`() {
        var stage = Stage()
        stage.forward()
        stage.world.say(
            #"{"t":"stream.state","streamid":"cam","muted":{"video":true}}"#, on: stage.first[0])
        #expect(stage.world.receives(stage.second[1]) == ["cam audio (video)"])
        stage.world.say(
            #"{"t":"stream.block","streamid":"cam","kinds":{"audio":true},"on":true}"#, on: stage.first[0])
        #expect(stage.world.receives(stage.second[1]) == ["cam (audio) (video)"])
        stage.world.say(#"{"t":"stream.state","streamid":"cam","muted":{}}"#, on: stage.first[0])
        #expect(stage.world.receives(stage.second[1]) == ["cam (audio) video"])
    }

    @Test(arguments: [
        #"{"t":"user.eject","userid":"b"}"#, #"{"t":"user.policy","userid":"b","subscribe":"none"}"#,
        #"{"t":"user.block","userid":"b"}"#,
    ])
    func `who may not have it any more passes it on no more`(request: String) {
        var stage = Stage()
        stage.forward(#","persist":true"#)
        stage.world.say(request, on: stage.first[0])
        #expect(stage.world.receives(stage.second[1]).isEmpty)
        #expect(stage.world.streamNews(stage.second[1]) == ["+cam", "-cam revoked"])
    }

    @Test(arguments: [false, true])
    func `it ends when who passes it on leaves either room, unless it persists`(persists: Bool) {
        for leavesFirst in [false, true] {
            var stage = Stage()
            stage.forward(#","persist":\#(persists)"#)
            stage.world.say(#"{"t":"room.leave"}"#, on: leavesFirst ? stage.first[1] : stage.second[0])
            stage.world.pass(.seconds(1))
            #expect(stage.world.receives(stage.second[1]) == (persists ? ["cam audio video"] : []))
            if persists, !leavesFirst {
                let late = stage.world.join(as: "late")
                let state = stage.world.say(#"{"t":"room.join","sessionid":"s"}"#, on: late)?.state
                #expect(state?.streams.map(\.userid) == ["b2"])
                stage.world.say(#"{"t":"pub.end","streamid":"cam"}"#, on: stage.second[1])
                #expect(stage.world.room("s")?.absent.isEmpty == true)
            }
        }
    }

    @Test func `the room's rights hold for what is passed on`() {
        var stage = Stage()
        stage.world.say(#"{"t":"room.set","session":{"video":true,"oneway":true}}"#, on: stage.second[0])
        let ticket = stage.ticket()
        let request = #"{"t":"stream.forward","ticket":"\#(ticket)"}"#
        #expect(stage.world.say(request, on: stage.second[1])?.code == .notAllowed)
        #expect(stage.world.say(request, on: stage.second[0])?.forwarded == "cam")
        #expect(stage.world.say(request, on: stage.second[0])?.code == .notAllowed, "it is there")
        #expect(stage.world.say(request, on: stage.first[1])?.code == .notAllowed, "it comes from there")
    }

    @Test func `tickets are few, end with their taker and with the stream, and can't be guessed`() {
        var stage = Stage()
        let first = stage.ticket()
        let again = stage.ticket()
        #expect(first.count == 64 && again == first)
        stage.world.say(#"{"t":"user.rename","userid":"z"}"#, on: stage.first[1])
        let request = #"{"t":"stream.forward","ticket":"\#(first)"}"#
        #expect(stage.world.say(request, on: stage.second[0])?.code == .unknownStream)
        let second = stage.ticket()
        stage.world.say(#"{"t":"room.leave"}"#, on: stage.first[1])
        let other = #"{"t":"stream.forward","ticket":"\#(second)"}"#
        #expect(stage.world.say(other, on: stage.second[0])?.code == .unknownStream)
        #expect(stage.world.directory.tickets.isEmpty)
        #expect(
            stage.world.say(#"{"t":"stream.ticket","streamid":"cam"}"#, on: stage.second[0])?.code
                == .unknownStream)
    }

    @Test func `a chain of rooms is bounded, and what ends at its head ends everywhere`() {
        var limits = MemberLimits()
        limits.forwardDepth = 2
        var world = MemberWorld(limits: limits)
        var heads: [ConnectionID] = []
        for number in 0..<4 {
            heads.append(contentsOf: world.makeRoom(["m\(number)"], sessionid: "r\(number)"))
        }
        world.publish(["cam"], on: heads[0])
        var replies: [MemberReply?] = []
        for number in 0..<3 {
            let ticket = world.say(#"{"t":"stream.ticket","streamid":"cam"}"#, on: heads[number])?.ticket
            replies.append(
                world.say(
                    #"{"t":"stream.forward","ticket":"\#(ticket ?? "")"}"#, on: heads[number + 1]))
        }
        #expect(replies.map { $0?.forwarded } == ["cam", "cam", nil])
        #expect(replies[2]?.code == .limitExceeded)
        world.say(#"{"t":"room.close"}"#, on: heads[0])
        #expect((1...3).allSatisfy { world.room("r\($0)")?.streams.isEmpty == true })
    }
}
