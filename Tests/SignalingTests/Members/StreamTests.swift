// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("MemberDirectory: streams")
struct StreamTests {
    @Test func `a stream is announced when its publisher is connected, and received a moment later`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.offer(["cam"], on: people[0])
        #expect(world.streamNews(people[1]).isEmpty)
        let session = world.answerOffer()
        world.pass(.seconds(1))
        #expect(world.streamNews(people[1]).isEmpty)
        world.connectPublisher(session)
        #expect(world.streamNews(people[1]) == ["+cam"])
        #expect(world.receives(people[1]).isEmpty, "it is collected for a moment")
        world.pass(.milliseconds(50), step: .milliseconds(50))
        #expect(world.receives(people[1]) == ["cam audio video"])
        #expect(world.receives(people[0]).isEmpty)
    }

    @Test func `one connection carries several streams and later other ones`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        let session = world.publish(["cam", "screen"], on: people[0])
        #expect(world.receives(people[1]) == ["cam audio video", "screen video"])
        world.offer(["screen", "mic"], rev: 2, on: people[0])
        #expect(world.answerOffer() == session)
        #expect(world.receives(people[1]) == ["screen video"], "what ended stops at once")
        world.pass(.milliseconds(50), step: .milliseconds(50))
        #expect(world.receives(people[1]) == ["screen video", "mic audio"])
        #expect(world.streamNews(people[1]) == ["+cam", "+screen", "-cam ended", "+mic"])
        #expect(world.streamNews(people[0]).isEmpty)
    }

    @Test func `an answer says what was accepted`() throws {
        var world = MemberWorld()
        let session = #"{"audio":"two-way","video":true,"oneway":true}"#
        let people = world.makeRoom(["a", "b"], session: session)
        world.offer(["cam", "screen"], on: people[1])
        let streams = try #require(world.media.offers.first?.streams)
        #expect(streams.map(\.mids) == [["0"]], "the sound of the camera alone")
        world.answerOffer()
        let verdicts = world.lastReply(people[1])?.verdicts
        #expect(
            verdicts == [
                StreamVerdict(streamid: "cam", accepted: [.audio], refused: [.video]),
                StreamVerdict(streamid: "screen", accepted: [], refused: [.screen]),
            ])
        #expect(world.offer(["screen"], rev: 2, on: people[1])?.code == .notAllowed)
    }

    @Test func `offers come one at a time, with rising numbers, and only in a room`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        let alone = world.join(as: "c")
        #expect(world.offer(["cam"], on: alone)?.code == .notInRoom)
        #expect(world.offer([], on: people[0])?.code == .badArgument)
        world.offer(["cam"], on: people[0])
        #expect(world.offer(["cam"], rev: 2, on: people[0])?.code == .busy)
        world.answerOffer()
        world.offer(["cam"], rev: 2, on: people[0])
        world.answerOffer()
        #expect(world.offer(["cam"], rev: 1, on: people[0])?.code == .staleRev)
        world.offer(["cam"], rev: 2, on: people[0])
        #expect(world.media.offers.count == 1, "the same once more, as after a lost answer")
    }

    @Test func `names are unique in the room and streams are counted`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        let refused = world.offer(["cam"], on: people[1])
        #expect(refused?.code == .limitExceeded)
        #expect(refused?.suggestion?.hasPrefix("cam-") == true)
        #expect(world.offer((0..<9).map { "mic\($0)" }, on: people[1])?.code == .limitExceeded)
        #expect(world.offer(["mic", "mic"], on: people[1])?.code == .badArgument)
        world.publish((0..<8).map { "mic\($0)" }, on: people[1])
        #expect(world.receives(people[0]).count == 8)
    }

    @Test func `a refused offer leaves everything as it was`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        world.offer(["screen"], rev: 2, on: people[0])
        world.answerOffer(.failure(MemberRefusal(.sdpError, "no")))
        #expect(world.lastReply(people[0])?.code == .sdpError)
        #expect(world.receives(people[1]) == ["cam audio video"])
        #expect(world.streamNews(people[1]) == ["+cam"])
        #expect(world.room("r")?.streams.keys.sorted() == ["cam"])
    }

    @Test func `who joins late finds the streams in the answer and is told of them once`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[0])
        world.say(#"{"t":"stream.state","streamid":"cam","muted":{"video":true}}"#, on: people[0])
        let late = world.join(as: "late", extra: #"{"n":1}"#)
        let state = world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)?.state
        #expect(state?.streams.map(\.streamid) == ["cam"])
        #expect(state?.streams.first?.muted == [.video])
        world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(world.streamNews(late).isEmpty)
        #expect(world.receives(late) == ["cam audio (video)"])
    }

    @Test func `muting and blocking pause at once and are told once`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.publish(["cam"], on: people[1])
        let mute = #"{"t":"stream.state","streamid":"cam","muted":{"video":true}}"#
        #expect(world.say(mute, on: people[0])?.code == .unknownStream)
        #expect(world.say(mute, on: people[1])?.isDone == true)
        #expect(world.receives(people[0]) == ["cam audio (video)"])
        world.say(mute, on: people[1])
        let block = #"{"t":"stream.block","streamid":"cam","kinds":{"audio":true},"on":true}"#
        #expect(world.say(block, on: people[1])?.code == .notAllowed)
        #expect(world.say(block, on: people[0])?.isDone == true)
        #expect(world.receives(people[0]) == ["cam (audio) (video)"])
        world.say(#"{"t":"stream.state","streamid":"cam","muted":{}}"#, on: people[1])
        #expect(world.receives(people[0]) == ["cam (audio) video"])
        #expect(world.streamNews(people[0]) == ["+cam", "~cam", "~cam", "~cam"])
    }

    @Test func `a demoted broadcaster's streams stop, and its next offer is refused`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"], session: #"{"video":true,"oneway":true}"#)
        #expect(world.offer(["cam"], on: people[1])?.code == .notAllowed)
        world.say(#"{"t":"user.role","userid":"b","role":"broadcaster"}"#, on: people[0])
        let session = world.publish(["cam"], on: people[1])
        #expect(world.receives(people[2]) == ["cam audio video"])
        world.say(#"{"t":"user.role","userid":"b","role":"viewer"}"#, on: people[0])
        #expect(world.receives(people[2]).isEmpty)
        #expect(world.streamNews(people[2]) == ["+cam", "-cam revoked"])
        #expect(world.streamNews(people[1]) == ["-cam revoked"])
        #expect(!world.media.publishers.contains(session), "its packets are dropped")
        #expect(world.offer(["cam"], rev: 2, on: people[1])?.code == .notAllowed)
        world.say(#"{"t":"user.role","userid":"b","role":"broadcaster"}"#, on: people[0])
        #expect(world.offer(["cam"], rev: 2, on: people[1])?.code == .staleRev)
        world.publish(["cam"], rev: 3, fresh: true, on: people[1])
        #expect(world.receives(people[2]) == ["cam audio video"])
    }

    @Test func `who is ejected sends and receives nothing from that moment on`() throws {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        let session = world.publish(["cam"], on: people[1])
        world.publish(["mic"], on: people[0])
        #expect(world.receives(people[1]) == ["mic audio"])
        let id = try #require(world.client(people[1]))
        world.say(#"{"t":"user.eject","userid":"b"}"#, on: people[0])
        #expect(world.media.received[id] == nil && !world.media.publishers.contains(session))
        #expect(world.receives(people[0]).isEmpty)
        #expect(world.streamNews(people[0]) == ["+cam", "-cam revoked"])
        #expect(world.streamNews(people[1]) == ["+mic", "-cam revoked"])
        #expect(world.offer(["cam"], rev: 2, on: people[1])?.code == .notInRoom)
    }

    @Test func `a moderator's message grants in the old library's pages`() {
        var world = MemberWorld()
        let moderator = world.connect()
        world.say(#"{"t":"hello","channel":"c","userid":"m","grants":true}"#, on: moderator)
        world.say(
            #"{"t":"room.open","sessionid":"r","session":{"video":true,"oneway":true}}"#, on: moderator)
        let viewers = ["v", "w"].map { world.join(as: $0) }
        for viewer in viewers {
            world.say(#"{"t":"room.join","sessionid":"r","as":{"oneway":true}}"#, on: viewer)
        }
        let message = #"{"t":"msg.send","scope":"channel","message":{"messageFor":"v","broadcast":true}}"#
        world.say(message, on: viewers[1])
        #expect(world.member(viewers[0])?.role == .viewer)
        world.say(message, on: moderator)
        #expect(world.member(viewers[0])?.role == .broadcaster)
        world.publish(["cam"], on: viewers[0])
        #expect(world.receives(viewers[1]) == ["cam audio video"])
    }

    @Test func `an audience is who may receive, under whatever name`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"])
        world.publish(["cam"], extra: #","audience":["b"]"#, on: people[0])
        #expect(world.receives(people[1]) == ["cam audio video"])
        #expect(world.receives(people[2]).isEmpty && world.streamNews(people[2]).isEmpty)
        world.say(#"{"t":"user.rename","userid":"z"}"#, on: people[1])
        world.say(#"{"t":"user.policy","userid":"c","publish":true}"#, on: people[0])
        #expect(world.receives(people[1]) == ["cam audio video"])
        world.say(#"{"t":"user.rename","userid":"b"}"#, on: people[2])
        world.pass(.seconds(1))
        #expect(world.receives(people[2]).isEmpty)
    }

    @Test func `who takes the name of one who left is no audience, however often the name is repeated`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "evil", "c"])
        let audience = #","audience":["b"]"#
        world.publish(["cam"], extra: audience, on: people[0])
        world.say(#"{"t":"room.leave"}"#, on: people[1])
        world.say(#"{"t":"user.rename","userid":"other"}"#, on: people[1])
        #expect(world.say(#"{"t":"user.rename","userid":"b"}"#, on: people[2])?.isDone == true)
        world.say(#"{"t":"user.policy","userid":"*","subscribe":"all"}"#, on: people[0])
        world.publish(["cam", "mic"], rev: 2, extra: audience, on: people[0])
        world.say(#"{"t":"room.leave"}"#, on: people[2])
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: people[2])
        world.pass(.seconds(1))
        #expect(!world.streamNews(people[2]).contains("+cam") && !world.receives(people[2]).contains("cam"))
        // The one who was meant comes back under another name.
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: people[1])
        world.pass(.seconds(1))
        #expect(world.receives(people[1]).contains("cam audio video"))
    }

    @Test func `a name of nobody is the first one's who joins under it, and no rename's`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "evil"])
        world.publish(["cam"], extra: #","audience":["late"]"#, on: people[0])
        world.say(#"{"t":"user.rename","userid":"late"}"#, on: people[1])
        world.say(#"{"t":"user.policy","userid":"*","subscribe":"all"}"#, on: people[0])
        world.pass(.seconds(1))
        #expect(world.receives(people[1]).isEmpty && world.streamNews(people[1]).isEmpty)
        world.say(#"{"t":"user.rename","userid":"x"}"#, on: people[1])
        let late = world.join(as: "late")
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: late)
        world.pass(.seconds(1))
        #expect(world.receives(late) == ["cam audio video"])
        world.say(#"{"t":"bye"}"#, on: late)
        let second = world.join(as: "late")
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: second)
        world.pass(.seconds(1))
        #expect(world.receives(second).isEmpty)
    }

    @Test func `a wish chooses among what may be received, and outlives the room`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"])
        world.publish(["cam"], on: people[0])
        world.publish(["screen"], on: people[1])
        world.say(#"{"t":"sub.set","default":"owner","kinds":{"video":true}}"#, on: people[2])
        #expect(world.receives(people[2]) == ["cam video"])
        world.say(
            #"{"t":"sub.set","default":"none","streams":{"screen":{"video":true},"cam":{"audio":true}}}"#,
            on: people[2])
        world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(world.receives(people[2]) == ["cam audio", "screen video"])
        #expect(world.streamNews(people[2]) == ["+cam", "+screen"], "it may receive all the while")
        world.say(#"{"t":"room.leave"}"#, on: people[2])
        #expect(world.client(people[2]).flatMap { world.media.received[$0] } == nil)
        world.say(#"{"t":"room.join","sessionid":"r"}"#, on: people[2])
        world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(world.receives(people[2]) == ["cam audio", "screen video"])
    }

    @Test func `a pair that is dropped exchanges no media, and data still`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"])
        world.publish(["cam"], on: people[0])
        world.publish(["mic"], on: people[1])
        world.say(#"{"t":"stream.drop","userid":"b"}"#, on: people[0])
        #expect(world.receives(people[0]).isEmpty && world.receives(people[1]).isEmpty)
        #expect(world.receives(people[2]) == ["cam audio video", "mic audio"])
        #expect(world.events(people[1]).contains(.userDropped(userid: "a")))
        #expect(!world.events(people[2]).contains(.userDropped(userid: "a")))
        world.say(#"{"t":"stream.drop"}"#, on: people[1])
        #expect(world.receives(people[2]) == ["cam audio video"])
        #expect(world.events(people[2]).contains(.userDropped(userid: "b")))
        world.say(#"{"t":"stream.drop"}"#, on: people[2])
        #expect(world.receives(people[2]).isEmpty)
        #expect(world.streamNews(people[2]).last == "-cam revoked")
        world.say(#"{"t":"sub.set"}"#, on: people[2])
        world.pass(.milliseconds(60), step: .milliseconds(60))
        #expect(world.receives(people[2]) == ["cam audio video"])
    }

    @Test func `what is asked of others follows their privileges`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b", "c"])
        world.publish(["cam"], on: people[1])
        let ask = #"{"t":"stream.ask","action":"mute","streamid":"cam","session":{"audio":true}}"#
        #expect(world.say(ask, on: people[2])?.code == .notAllowed)
        #expect(world.say(ask, on: people[0])?.isDone == true)
        world.say(#"{"t":"user.privileges","canMute":true,"canStop":false}"#, on: people[1])
        #expect(world.say(ask, on: people[2])?.isDone == true)
        #expect(
            world.say(#"{"t":"stream.ask","action":"stop","userid":"b"}"#, on: people[2])?.code == .notAllowed
        )
        #expect(world.say(#"{"t":"stream.ask","action":"stop"}"#, on: people[2])?.code == .badArgument)
        let asked = world.events(people[1]).compactMap { event -> String? in
            if case .streamAsked(let from, let ask) = event { "\(from) \(ask.action.rawValue)" } else { nil }
        }
        #expect(asked == ["a mute", "c mute"])
        let denied = world.events(people[1]).compactMap { event -> String? in
            if case .streamDenied(let from, let ask) = event { "\(from) \(ask.action.rawValue)" } else { nil }
        }
        #expect(denied == ["c mute", "c stop"])
        world.say(#"{"t":"stream.ask","action":"publish","session":{"video":true}}"#, on: people[2])
        #expect(
            world.events(people[0]).contains { if case .streamAsked("c", _) = $0 { true } else { false } })
    }

    @Test func `limits are one's own and the moderator's, the lower one`() {
        var world = MemberWorld()
        let people = world.makeRoom(["a", "b"])
        world.say(#"{"t":"limits.set","video":500,"audio":0}"#, on: people[1])
        #expect(world.say(#"{"t":"limits.set","video":5,"userid":"a"}"#, on: people[1])?.code == .notAllowed)
        world.say(#"{"t":"limits.set","video":300,"audio":40,"userid":"b"}"#, on: people[0])
        let told = world.events(people[1]).compactMap { event -> BandwidthLimits? in
            if case .bandwidth(let limits) = event { limits } else { nil }
        }
        #expect(told == [BandwidthLimits(video: 500), BandwidthLimits(audio: 40, video: 300)])
    }

    @Test func `a big room is offered what is new a quarter second later, and loses at once`() {
        var world = MemberWorld()
        let people = world.makeRoom((0..<25).map { "u\($0)" })
        world.offer(["cam"], on: people[0])
        let session = world.answerOffer()
        world.connectPublisher(session)
        world.pass(.milliseconds(200), step: .milliseconds(50))
        #expect(world.receives(people[24]).isEmpty)
        world.pass(.milliseconds(50), step: .milliseconds(50))
        #expect(world.receives(people[24]) == ["cam audio video"])
        world.say(#"{"t":"pub.end","streamid":"cam"}"#, on: people[0])
        #expect(world.receives(people[24]).isEmpty)
    }

    @Test func `a room that waits for its opener opens with its media`() {
        var world = MemberWorld()
        let (a, b) = (world.join(as: "a"), world.join(as: "b"))
        world.say(#"{"t":"room.open","sessionid":"r","state":"opening"}"#, on: a)
        #expect(world.say(#"{"t":"room.join","sessionid":"r"}"#, on: b)?.isPending == true)
        world.publish(["cam"], on: a)
        #expect(world.room("r")?.members.count == 2)
        #expect(world.receives(b) == ["cam audio video"])
    }
}
