// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Signaling

/// Members whose media a scripted media plane does: what goes over the wire, and what the media plane is asked.
@Suite("Members' media, from the socket to the media plane", .timeLimit(.minutes(2)))
struct MediaServiceTests {
    /// A service with its media half running.
    private final class Stage: Sendable {
        let plane = ScriptedMediaPlane(streams: true)
        let clock = TestClock()
        let service: MemberService<RecordedSocket>
        private let serving: Task<Void, Never>

        init() {
            let clock = clock
            let service = MemberService<RecordedSocket>(
                access: AccessPolicy(publishToken: nil, playToken: nil), now: { clock.now })
            self.service = service
            serving = Task { [plane] in await service.serveMedia(plane, events: plane.events) }
        }

        deinit { serving.cancel() }

        func hello(_ id: UInt64, as userid: String) -> RecordedSocket {
            let socket = RecordedSocket(id)
            service.socketDidOpen(socket)
            say(#"{"t":"hello","id":1,"channel":"c","userid":"\#(userid)"}"#, socket)
            say(#"{"t":"room.openOrJoin","id":2,"sessionid":"r"}"#, socket)
            return socket
        }

        func say(_ text: String, _ socket: RecordedSocket) {
            service.socket(socket, didReceive: Array(text.utf8))
        }

        /// Publishes a stream of sound and picture until it is connected; gives its session.
        func publish(_ name: String, _ socket: RecordedSocket) async -> SessionID? {
            let before = plane.sessions
            say(
                #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[{"streamid":"\#(name)","mids":["0","1"],"isAudio":true,"isVideo":true}]}"#,
                socket)
            _ = await socket.message(with: #""re":3"#)
            let session = plane.sessions.subtracting(before).first
            session.map { plane.connect($0) }
            await eventually { [service] in
                service.inspect { $0.clients.values.contains { $0.publication?.isConnected == true } }
            }
            return session
        }

        /// Lets what is collected be offered.
        func offerNow() {
            clock.advance(.milliseconds(300))
            service.tick()
        }
    }

    @Test func `an offer is answered, and what it brings is offered to the others`() async throws {
        let stage = Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        let session = await stage.publish("cam", a)
        let reply = a.messages.first { $0.text.contains(#""re":3"#) }?.text
        #expect(
            reply
                == #"{"re":3,"ok":true,"rev":1,"sdp":"v=0\u000d\u000as=answer\u000d\u000a","streams":[{"streamid":"cam","accepted":["audio","video"],"refused":[]}]}"#
        )
        #expect(
            await b.message(with: "stream.announced")?.contains(#""userid":"a","extra":{},"isAudio":true"#)
                == true)
        stage.offerNow()
        let offer = await b.message(with: "sub.offer")
        #expect(offer?.contains(#""rev":1"#) == true)
        #expect(
            offer?.contains(#""streams":[{"streamid":"cam","userid":"a","mids":["0"]}],"leftOut":[]"#) == true
        )
        stage.say(#"{"t":"sub.answer","id":4,"rev":1,"sdp":"answer"}"#, b)
        #expect(await b.message(with: #""re":4"#) == #"{"re":4,"ok":true}"#)
        stage.say(#"{"t":"sub.answer","id":5,"rev":1,"sdp":"answer"}"#, b)
        #expect(await b.message(with: #""re":5"#)?.contains("stale-rev") == true)
        #expect(session != nil)
    }

    @Test func `limits bound what is published, at once and with the next offer`() async throws {
        let stage = Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        _ = await stage.publish("cam", b)
        stage.say(#"{"t":"limits.set","id":4,"userid":"b","audio":30,"video":256,"screen":999}"#, a)
        func bounds(_ streams: [PublishedStream]) -> [[Int?]] {
            streams.map { [$0.audioBound, $0.videoBound] }
        }
        func isTold(_ wanted: [[Int?]]) -> Bool {
            stage.plane.calls.contains { call in
                if case .bound(let streams) = call { bounds(streams) == wanted } else { false }
            }
        }
        await eventually { isTold([[30_000, 256_000]]) }
        stage.say(
            #"{"t":"pub.offer","id":5,"rev":2,"sdp":"v","streams":[{"streamid":"cam","mids":["0","1"],"isAudio":true,"isVideo":true},{"streamid":"desk","mids":["2"],"isScreen":true}]}"#,
            b)
        _ = await b.message(with: #""re":5"#)
        let offered = stage.plane.calls.compactMap { call in
            if case .publishStreams(let streams, _) = call { bounds(streams) } else { nil }
        }
        #expect(offered == [[[nil, nil]], [[30_000, 256_000], [30_000, 999_000]]])
        stage.say(#"{"t":"limits.set","id":6,"userid":"b","video":0}"#, a)
        await eventually { isTold([[nil, nil], [nil, nil]]) }
    }

    @Test func `a mute is a pause without an offer`() async throws {
        let stage = Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        _ = await stage.publish("cam", a)
        stage.offerNow()
        _ = await b.message(with: "sub.offer")
        stage.say(#"{"t":"sub.answer","id":4,"rev":1,"sdp":"answer"}"#, b)
        _ = await b.message(with: #""re":4"#)
        stage.say(#"{"t":"stream.state","id":6,"streamid":"cam","muted":{"video":true}}"#, a)
        await eventually {
            stage.plane.calls.contains { call in
                if case .setReceived(let streams) = call { streams.first?.pausedVideo == true } else { false }
            }
        }
        #expect(b.messages.filter { $0.text.contains("sub.offer") }.count == 1)
        #expect(b.messages.contains { $0.text.contains(#""muted":{"audio":false,"video":true}"#) })
    }

    @Test func `who is ejected has no session left, whatever it does`() async throws {
        let stage = Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        _ = await stage.publish("cam", b)
        stage.offerNow()
        _ = await a.message(with: "sub.offer")
        #expect(stage.plane.sessions.count == 2)
        stage.say(#"{"t":"user.eject","userid":"b"}"#, a)
        await eventually { stage.plane.sessions.count == 1 }
        stage.say(#"{"t":"room.leave"}"#, a)
        await eventually { stage.plane.sessions.isEmpty }
    }

    @Test func `a receiver that is lost is offered another connection`() async throws {
        let stage = Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        let publisher = await stage.publish("cam", a)
        stage.offerNow()
        _ = await b.message(with: "sub.offer")
        let receiver = try #require(stage.plane.sessions.first { $0 != publisher })
        stage.plane.end(receiver, .iceFailed)
        #expect(await b.message(with: "sub.offer")?.contains(#""rev":1"#) == true)
        #expect(await a.message(with: "user.state")?.contains(#""media":"lost""#) == true)
        let next = try #require(stage.plane.sessions.first { $0 != publisher })
        stage.plane.connect(next)
        #expect(await a.message(with: "user.state")?.contains(#""media":"ok""#) == true)
    }

    @Test func `a client may ask for another offer and another connection`() async throws {
        let stage = Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        _ = await stage.publish("cam", a)
        stage.offerNow()
        _ = await b.message(with: "sub.offer")
        stage.say(#"{"t":"sub.restart","id":4}"#, b)
        #expect(await b.message(with: "sub.offer")?.contains(#""restart":true"#) == true)
        stage.say(#"{"t":"sub.restart","id":5,"fresh":true}"#, b)
        #expect(await b.message(with: "sub.offer")?.contains(#""rev":1"#) == true)
        #expect(stage.plane.sessions.count == 2)
    }

    @Test func `what the media plane refuses is a code`() async {
        let stage = Stage()
        let a = stage.hello(1, as: "a")
        stage.plane.script { $0.publish = .fail(.unusable("no audio")) }
        let offer =
            #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[{"streamid":"mic","mids":["0"],"isAudio":true}]}"#
        stage.say(offer, a)
        #expect(await a.message(with: #""re":3"#)?.contains("sdp-error") == true)
        stage.plane.script { $0.publish = .answer }
        stage.say(offer.replacing(#""id":3"#, with: #""id":4"#), a)
        #expect(await a.message(with: #""re":4"#)?.contains(#""accepted":["audio"]"#) == true)
    }

    @Test(arguments: [
        #"{"t":"pub.offer","id":3,"sdp":"v","streams":[]}"#,
        #"{"t":"pub.offer","id":3,"rev":1,"streams":[]}"#,
        #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":{}}"#,
        #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[1]}"#,
        #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[{"streamid":"a b","mids":["0"],"isAudio":true}]}"#,
        #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[{"streamid":"a","mids":["0","1"],"isAudio":true}]}"#,
        #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[{"streamid":"a","mids":["0"]}]}"#,
        #"{"t":"stream.state","id":3}"#, #"{"t":"stream.ask","id":3,"action":"dance"}"#,
        #"{"t":"sub.hold","id":3,"kind":"smell","on":true}"#, #"{"t":"limits.set","id":3,"video":-1}"#,
        #"{"t":"stream.forward","id":3}"#, #"{"t":"sub.set","id":3,"default":"some"}"#,
    ])
    func `nonsense is a bad argument`(text: String) async {
        let stage = Stage()
        let a = stage.hello(1, as: "a")
        stage.say(text, a)
        #expect(await a.message(with: #""re":3"#)?.contains("bad-argument") == true)
        #expect(stage.plane.calls.isEmpty)
    }
}
