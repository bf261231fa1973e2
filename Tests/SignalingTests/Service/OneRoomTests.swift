// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Signaling

/// Members and WHIP and WHEP in the same room, both state machines with a scripted media plane.
@Suite("One room for members, WHIP and WHEP", .timeLimit(.minutes(2)))
struct OneRoomTests {
    /// Both sides, joined as the service joins them.
    private final class Stage: Sendable {
        let plane = ScriptedMediaPlane(streams: true)
        let clock = TestClock()
        let members: MemberService<RecordedSocket>
        let control: ControlPlane
        private let serving: Task<Void, Never>

        init() async {
            let clock = clock
            let members = MemberService<RecordedSocket>(
                access: AccessPolicy(publishToken: nil, playToken: nil), now: { clock.now })
            let control = ControlPlane(
                plane: plane, configuration: SignalingConfiguration(),
                log: SessionLog(logger: .silent, factory: PrometheusMetrics()), now: { clock.now },
                tellMembers: { members.broadcast($0, by: $1) })
            let others = await control.otherEvents()
            serving = Task { [plane] in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await control.consumeEvents() }
                    group.addTask { await control.consume(members.newsArrivals) { members.takeNews() } }
                    group.addTask { await members.serveMedia(plane, events: others) }
                }
            }
            (self.members, self.control) = (members, control)
        }

        deinit { serving.cancel() }

        func hello(_ id: UInt64, as userid: String) -> RecordedSocket {
            let socket = RecordedSocket(id)
            members.socketDidOpen(socket)
            say(#"{"t":"hello","id":1,"channel":"*","userid":"\#(userid)"}"#, socket)
            say(#"{"t":"room.openOrJoin","id":2,"sessionid":"r"}"#, socket)
            return socket
        }

        func say(_ text: String, _ socket: RecordedSocket) {
            members.socket(socket, didReceive: Array(text.utf8))
        }

        /// Publishes a member's stream until WHEP can play it.
        func publish(_ name: String, _ socket: RecordedSocket) async {
            let before = plane.sessions
            say(
                #"{"t":"pub.offer","id":3,"rev":1,"sdp":"v","streams":[{"streamid":"\#(name)","mids":["0","1"],"isAudio":true,"isVideo":true}]}"#,
                socket)
            _ = await socket.message(with: #""re":3"#)
            plane.sessions.subtracting(before).first.map { plane.connect($0) }
            let id = BroadcastID(room: "r", name: name)
            await eventually { [control] in await control.source(id) != id }
        }

        func publishByWHIP(_ name: String) async throws -> SessionID {
            let opened = try await control.publish(BroadcastID(room: "r", name: name), offer: [])
            plane.connect(opened.id)
            plane.goLive(opened.id)
            return opened.id
        }

        func watch(_ target: WatchTarget) async throws -> SessionID {
            switch try await control.watch(target, offer: [], allowCounterOffer: false) {
            case .answered(let session), .counterOffered(let session):
                plane.connect(session.id)
                return session.id
            }
        }

        func held(_ session: SessionID) -> [MediaTracks] {
            plane.state.withLock { Array(($0.held[session] ?? [:]).values) }
        }
    }

    private let cam = WatchTarget.broadcast(BroadcastID(room: "r", name: "cam"))

    @Test func `a WHIP publisher is a stream of the room until it ends, or is ejected`() async throws {
        let stage = await Stage()
        let early = try await stage.publishByWHIP("early")
        await eventually { stage.members.inspect { $0.outside["r"] != nil } }
        let a = stage.hello(1, as: "a")
        #expect(
            await a.message(with: #""re":2"#)?.contains(#""streamid":"early","userid":"whip:early""#) == true)
        _ = try await stage.publishByWHIP("late")
        #expect(await a.message(with: "stream.announced")?.contains(#""streamid":"late""#) == true)
        stage.clock.advance(.milliseconds(300))
        stage.members.tick()
        #expect(await a.message(with: "sub.offer")?.contains(#""userid":"whip:early""#) == true)
        _ = await stage.control.leave(early)
        #expect(await a.message(with: "stream.removed")?.contains(#""reason":"ended""#) == true)
        stage.say(#"{"t":"user.eject","id":4,"userid":"whip:late"}"#, a)
        #expect(await a.message(with: "stream.removed")?.contains(#""reason":"revoked""#) == true)
        await eventually { await stage.control.room("r") == nil }
    }

    @Test func `a member's stream is played, muted, and ends with who leaves`() async throws {
        let stage = await Stage()
        let (a, b) = (stage.hello(1, as: "a"), stage.hello(2, as: "b"))
        await stage.publish("cam", b)
        #expect(await stage.control.rooms().map(\.name) == ["r"])
        let viewer = try await stage.watch(cam)
        let all = try await stage.watch(.room("r"))
        #expect(stage.held(viewer).isEmpty)
        stage.say(#"{"t":"stream.block","streamid":"cam","kinds":{"video":true},"on":true}"#, a)
        for session in [viewer, all] {
            await eventually { stage.held(session) == [MediaTracks(video: true)] }
        }
        // Before its answer is given, what is blocked is held.
        let late = try await stage.watch(cam)
        #expect(stage.held(late) == [MediaTracks(video: true)])
        stage.say(#"{"t":"stream.block","streamid":"cam","kinds":{"video":true},"on":false}"#, a)
        await eventually { stage.held(late).isEmpty && stage.held(viewer).isEmpty }
        await #expect(throws: ControlPlaneError.refused(.alreadyPublishing)) {
            try await stage.publishByWHIP("cam")
        }
        stage.say(#"{"t":"room.leave"}"#, b)
        await eventually { stage.plane.sessions.isEmpty }
        #expect(await stage.control.rooms().isEmpty)
    }

    @Test func `a room with a password is not played from then on`() async throws {
        let stage = await Stage()
        let a = stage.hello(1, as: "a")
        await stage.publish("cam", a)
        let viewer = try await stage.watch(cam)
        stage.say(#"{"t":"room.set","password":"secret"}"#, a)
        await eventually {
            await stage.control.session(viewer) == nil && !stage.plane.sessions.contains(viewer)
        }
        #expect(await stage.control.rooms().isEmpty)
        for target in [cam, .room("r")] {
            await #expect(throws: ControlPlaneError.refused(.notPublic)) { try await stage.watch(target) }
        }
    }

    @Test func `an ejection closes the publisher that was meant, and not who took over since`() async throws {
        let stage = await Stage()
        let first = try await stage.publishByWHIP("cam")
        let second = try await stage.publishByWHIP("cam")
        await eventually { await stage.control.session(first) == nil }
        let cam = BroadcastID(room: "r", name: "cam")
        await stage.control.take(.end(cam, publisher: first))
        #expect(stage.plane.sessions == [second])
        await stage.control.take(.end(cam, publisher: second))
        #expect(stage.plane.sessions.isEmpty)
    }

    @Test func `what is blocked is held by a programme beforehand, also on its return`() async throws {
        let stage = await Stage()
        let (whip, programme) = (BroadcastID(room: "r", name: "whip"), BroadcastID.programme(of: "r"))
        let a = stage.hello(1, as: "a")
        let publisher = try await stage.publishByWHIP("whip")
        _ = await a.message(with: "stream.announced")
        func block(_ isOn: Bool) {
            stage.say(
                #"{"t":"stream.block","streamid":"whip","kinds":{"video":true},"on":\#(isOn)}"#, a)
        }
        block(true)
        await eventually { await stage.control.isBlocked("whip") }
        try await stage.control.setProgramme("whip", standby: [], of: "r")
        let video = MediaTracks(video: true)
        #expect(
            stage.plane.calls.last
                == .setProgramme(programme, onAir: whip, standby: [], held: [whip: video]))
        // While it is away, nothing is let go.
        let count = stage.plane.calls.count
        _ = await stage.control.leave(publisher)
        await eventually { stage.members.inspect { $0.outside.isEmpty } }
        _ = try await stage.publishByWHIP("whip")
        await eventually { stage.members.inspect { !$0.outside.isEmpty } }
        let isLetGo = stage.plane.calls.dropFirst(count).contains { call in
            if case .setProgrammeHeld = call { true } else { false }
        }
        #expect(!isLetGo)
        block(false)
        await eventually { stage.plane.calls.contains(.setProgrammeHeld(programme, [whip: MediaTracks()])) }
    }

    @Test func `a members' programme holds what isn't for everybody`() async throws {
        let stage = await Stage()
        let a = stage.hello(1, as: "a")
        await stage.publish("cam", a)
        let cam = await stage.control.source(BroadcastID(room: "r", name: "cam"))
        stage.say(#"{"t":"stream.state","id":5,"streamid":"cam","muted":{"video":true}}"#, a)
        stage.say(#"{"t":"programme.set","id":6,"streamid":"cam"}"#, a)
        func holds(_ tracks: MediaTracks) -> Bool {
            stage.plane.calls.contains { call in
                switch call {
                case .setProgramme(_, _, _, let held): (held[cam] ?? MediaTracks()) == tracks
                case .setProgrammeHeld(_, let held): held == [cam: tracks]
                default: false
                }
            }
        }
        await eventually { holds(MediaTracks(video: true)) }
        #expect(!holds(MediaTracks()))
        stage.say(#"{"t":"stream.state","id":7,"streamid":"cam","muted":{}}"#, a)
        await eventually { holds(MediaTracks()) }
    }

    @Test func `a programme over HTTP shows members' streams by their present names`() async throws {
        let stage = await Stage()
        let a = stage.hello(1, as: "a")
        try await stage.control.setProgramme("cam", standby: ["whip"], of: "r")
        await stage.publish("cam", a)
        let source = await stage.control.source(BroadcastID(room: "r", name: "cam"))
        let expected = ScriptedMediaPlane.Call.setProgramme(
            .programme(of: "r"), onAir: source, standby: [BroadcastID(room: "r", name: "whip")])
        await eventually { stage.plane.calls.contains(expected) }
    }
}

extension ControlPlane {
    /// The media plane's name of a broadcast.
    fileprivate func source(_ id: BroadcastID) -> BroadcastID { directory.source(id) }

    /// Whether something of a WHIP broadcast of the room is blocked.
    fileprivate func isBlocked(_ name: String) -> Bool { directory.shares["r"]?.blocked[name] != nil }
}
