// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("Members' streams among a room's broadcasts")
struct SharedStreamTests {
    private let cam = BroadcastID(room: "r", name: "cam")
    private let source = BroadcastID(room: "members/1", name: "7")
    private let onAir = BroadcastID(room: "members/1", name: "*programme")

    private func id(_ text: String) -> SessionID { SessionID(text: text) }

    private func shares(_ names: [String: BroadcastID], held: MediaTracks = MediaTracks()) -> RoomShares {
        let streams = names.sorted { $0.key < $1.key }
        return RoomShares(
            streams: streams.map { SharedStream(name: $0.key, broadcast: $0.value, held: held) })
    }

    /// A viewer of `target` that plays what it found.
    private func watch(
        _ target: WatchTarget, _ viewer: String, _ directory: inout RoomDirectory
    ) throws -> [RoomEffect] {
        let playing = try directory.watch(target, as: id(viewer), now: .zero)
        let effects = directory.answered(id(viewer), iceTag: "t", playing: playing, now: .zero)
        directory.connected(id(viewer), now: .zero)
        return effects
    }

    private func publish(_ name: String, _ directory: inout RoomDirectory) throws {
        let broadcast = BroadcastID(room: "r", name: name)
        try directory.publish(broadcast, as: id(name), now: .zero)
        _ = directory.answered(id(name), iceTag: "t", tracks: .both, now: .zero)
        _ = directory.live(broadcast, by: id(name), now: .zero)
    }

    @Test func `a shared stream is listed and played under its name`() throws {
        var directory = RoomDirectory()
        #expect(directory.share(shares(["cam": source]), in: "r") == [.wentLive(cam)])
        #expect(directory.share(shares(["cam": source]), in: "r") == [])
        #expect(directory.liveBroadcasts(of: .broadcast(cam)) == [source])
        #expect(directory.liveBroadcasts(of: .room("r")) == [source])
        #expect(try watch(.broadcast(cam), "v", &directory) == [])
        #expect(
            directory.snapshot(of: "r")
                == RoomSnapshot(
                    name: "r", viewers: 1,
                    broadcasts: [BroadcastSnapshot(name: "cam", live: true, viewers: 1, source: source)]))
        #expect(directory.publication(of: cam) == nil)
    }

    @Test func `its end closes who plays nothing else`() throws {
        var directory = RoomDirectory()
        try publish("whip", &directory)
        _ = directory.share(shares(["cam": source]), in: "r")
        _ = try watch(.broadcast(cam), "one", &directory)
        _ = try watch(.room("r"), "both", &directory)
        let effects = directory.share(RoomShares(), in: "r")
        #expect(effects.first == .wentSilent(cam))
        #expect(effects.contains(.close(id("one"))) && !effects.contains(.close(id("both"))))
        // Whatever still came of it is held back.
        #expect(effects.last == .hold(id("both")) || effects.contains(.hold(id("both"))))
        #expect(directory.sessions[id("both")]?.held == [source: .both])
        #expect(directory.sessions[id("one")] == nil)
        #expect(directory.leave(id("both")) != nil)
        #expect(directory.snapshot(of: "r")?.broadcasts.map(\.name) == ["whip"])
    }

    @Test func `a stream under the same name again is another one`() throws {
        var directory = RoomDirectory()
        _ = directory.share(shares(["cam": source]), in: "r")
        _ = try watch(.broadcast(cam), "v", &directory)
        let next = BroadcastID(room: "members/1", name: "8")
        let effects = directory.share(shares(["cam": next]), in: "r")
        #expect(effects.prefix(2) == [.wentSilent(cam), .wentLive(cam)])
        #expect(effects.contains(.close(id("v"))))
        #expect(directory.liveBroadcasts(of: .broadcast(cam)) == [next])
    }

    @Test func `what is muted is held back from viewers, those who come later too`() throws {
        var directory = RoomDirectory()
        _ = directory.share(shares(["cam": source]), in: "r")
        _ = try watch(.broadcast(cam), "v", &directory)
        let muted = MediaTracks(audio: true)
        #expect(directory.share(shares(["cam": source], held: muted), in: "r") == [.hold(id("v"))])
        #expect(directory.sessions[id("v")]?.held == [source: muted])
        #expect(try watch(.room("r"), "w", &directory) == [.hold(id("w"))])
        let open = directory.share(shares(["cam": source]), in: "r")
        #expect(open == [.hold(id("v")), .hold(id("w"))])
        #expect(directory.sessions[id("w")]?.held == [:])
    }

    @Test func `what a moderator stopped of a WHIP broadcast is held back`() throws {
        var directory = RoomDirectory()
        try publish("whip", &directory)
        _ = try watch(.room("r"), "v", &directory)
        let effects = directory.share(RoomShares(blocked: ["whip": MediaTracks(video: true)]), in: "r")
        #expect(effects == [.hold(id("v"))])
        #expect(
            directory.sessions[id("v")]?.held
                == [BroadcastID(room: "r", name: "whip"): MediaTracks(video: true)])
    }

    @Test func `a name at which viewers wait for their publisher is no member's`() throws {
        var directory = RoomDirectory()
        try publish("cam", &directory)
        _ = try watch(.broadcast(cam), "v", &directory)
        _ = directory.leave(id("cam"))
        #expect(directory.share(shares(["cam": source]), in: "r") == [])
        #expect(directory.liveBroadcasts(of: .broadcast(cam)) == [])
        try directory.publish(cam, as: id("again"), now: .zero)
        _ = directory.leave(id("again"))
        #expect(directory.leave(id("v"))?.contains(.wentLive(cam)) == true)
        #expect(directory.liveBroadcasts(of: .broadcast(cam)) == [source])
    }

    @Test func `an unlisted room stays so when a name of it has viewers and nobody publishes`() throws {
        var directory = RoomDirectory()
        var unlisted = shares(["cam": source, "other": BroadcastID(room: "members/1", name: "8")])
        unlisted.isListed = false
        _ = directory.share(unlisted, in: "r")
        _ = try watch(.room("r"), "v", &directory)
        unlisted.streams.removeFirst()
        _ = directory.share(unlisted, in: "r")
        #expect(directory.snapshots().isEmpty)
        try publish("whip", &directory)
        #expect(directory.snapshots().map(\.name) == ["r"])
    }

    @Test func `neither takes a name from the other`() throws {
        var directory = RoomDirectory()
        _ = directory.share(shares(["cam": source]), in: "r")
        #expect(throws: RoomRefusal.alreadyPublishing) {
            try directory.publish(cam, as: id("p"), now: .zero)
        }
        _ = directory.share(RoomShares(), in: "r")
        try publish("cam", &directory)
        #expect(directory.share(shares(["cam": source]), in: "r") == [])
        #expect(directory.liveBroadcasts(of: .broadcast(cam)) == [cam])
        #expect(directory.publication(of: cam) == WHIPPublication(session: id("cam"), tracks: .both))
        #expect(directory.leave(id("cam"))?.contains(.wentLive(cam)) == true)
        #expect(directory.liveBroadcasts(of: .broadcast(cam)) == [source])
    }

    @Test func `a room that is not for everybody says so, and plays what comes by WHIP`() throws {
        var directory = RoomDirectory()
        _ = directory.share(RoomShares(isClosed: true), in: "r")
        #expect(throws: RoomRefusal.notPublic) { try directory.watch(.room("r"), as: id("v"), now: .zero) }
        #expect(directory.snapshots().isEmpty)
        try publish("whip", &directory)
        #expect(try watch(.room("r"), "v", &directory) == [])
    }

    @Test func `what is shared no more when the answer is there is not played`() throws {
        var directory = RoomDirectory()
        _ = directory.share(shares(["cam": source]), in: "r")
        let playing = try directory.watch(.broadcast(cam), as: id("v"), now: .zero)
        _ = directory.share(RoomShares(isClosed: true), in: "r")
        let effects = directory.answered(id("v"), iceTag: "t", playing: playing, now: .zero)
        #expect(effects.first == .close(id("v")) && directory.sessions.isEmpty)
    }

    @Test func `an unlisted room is told to who knows its name`() throws {
        var directory = RoomDirectory()
        var shares = shares(["cam": source])
        shares.isListed = false
        _ = directory.share(shares, in: "r")
        #expect(directory.snapshots().isEmpty && directory.snapshot(of: "r")?.broadcasts.count == 1)
        try publish("whip", &directory)
        #expect(directory.snapshots().map(\.name) == ["r"])
    }

    @Test func `viewers of the room follow the members' programme`() throws {
        var directory = RoomDirectory()
        var shares = shares(["cam": source])
        shares.programme = SharedProgramme(broadcast: onAir, name: "cam")
        _ = directory.share(shares, in: "r")
        #expect(directory.liveBroadcasts(of: .room("r")).isEmpty)
        shares.programme?.isOnAir = true
        #expect(directory.share(shares, in: "r") == [.wentOnAir("r")])
        #expect(directory.liveBroadcasts(of: .room("r")) == [onAir])
        _ = try watch(.room("r"), "v", &directory)
        #expect(directory.snapshot(of: "r")?.viewers == 1)
        shares.programme = nil
        #expect(directory.share(shares, in: "r").contains(.close(id("v"))))
    }

    @Test func `a programme over HTTP holds what isn't for everybody of what it shows or may show`() throws {
        var directory = RoomDirectory()
        let (whip, other) = (BroadcastID(room: "r", name: "whip"), BroadcastID(room: "members/1", name: "8"))
        func held() -> [BroadcastID: MediaTracks] { directory.programmeWish(of: "r").held }
        _ = directory.share(shares(["cam": source, "other": other]), in: "r")
        try directory.setProgramme("cam", standby: ["whip"], of: "r")
        #expect(held() == [source: MediaTracks(), whip: MediaTracks()])
        #expect(directory.programme(of: "r", shows: source) == [.wentOnAir("r")])
        _ = try watch(.room("r"), "v", &directory)
        var muted = shares(["cam": source, "other": other], held: MediaTracks(audio: true))
        #expect(directory.share(muted, in: "r") == [.programmeHeld("r")])
        #expect(held()[source] == MediaTracks(audio: true))
        muted.blocked = ["whip": MediaTracks(video: true)]
        #expect(directory.share(muted, in: "r") == [.programmeHeld("r")])
        #expect(held()[whip] == MediaTracks(video: true))
        #expect(directory.share(muted, in: "r") == [], "nothing is new")
        muted.streams.removeLast()
        #expect(directory.share(muted, in: "r") == [.wentSilent(BroadcastID(room: "r", name: "other"))])
        // Its viewers are sent whatever the programme shows.
        #expect(directory.sessions[id("v")]?.held == [:])
    }

    @Test
    func `when what a programme over HTTP shows is shared no more, a live stand-by follows or it says so`()
        throws
    {
        var directory = RoomDirectory()
        let other = BroadcastID(room: "members/1", name: "8")
        _ = directory.share(shares(["cam": source, "desk": other]), in: "r")
        try directory.setProgramme("cam", standby: ["whip", "desk"], of: "r")
        _ = directory.programme(of: "r", shows: source)
        #expect(directory.share(shares(["desk": other]), in: "r").contains(.programmeChanged("r")))
        #expect(directory.programmeWish(of: "r").onAir == other)
        #expect(directory.programmeWish(of: "r").standby == [BroadcastID(room: "r", name: "whip")])
        _ = directory.programme(of: "r", shows: other)

        // Nobody stands by who sends.
        _ = directory.share(RoomShares(), in: "r")
        let programme = try #require(directory.rooms["r"]?.programme)
        #expect(programme.onAir == nil && !directory.isOnAir("r", programme))
        #expect(directory.share(shares(["desk": other]), in: "r").contains(.wentOnAir("r")))
        #expect(directory.rooms["r"]?.programme?.onAir == "desk")
    }

    @Test func `what a programme over HTTP has on air is held when its room is closed`() throws {
        var directory = RoomDirectory()
        _ = directory.share(shares(["cam": source]), in: "r")
        try directory.setProgramme("cam", standby: [], of: "r")
        _ = directory.programme(of: "r", shows: source)
        _ = try watch(.room("r"), "v", &directory)
        let closed = directory.share(RoomShares(isClosed: true), in: "r")
        #expect(closed.contains(.programmeChanged("r")))
        #expect(
            directory.programmeWish(of: "r")
                == ProgrammeWish(onAir: cam, held: [cam: MediaTracks(), source: .both]))
    }

    @Test func `what was on air until now is named until something else is`() throws {
        var directory = RoomDirectory()
        let whip = BroadcastID(room: "r", name: "whip")
        _ = directory.share(RoomShares(blocked: ["cam": .both]), in: "r")
        try directory.setProgramme("cam", standby: [], of: "r")
        try directory.setProgramme("whip", standby: [], of: "r")
        #expect(directory.programmeWish(of: "r").held == [cam: .both, whip: MediaTracks()])
        #expect(directory.share(RoomShares(), in: "r") == [.programmeHeld("r")])
        #expect(directory.programme(of: "r", shows: whip) == [.wentOnAir("r")])
        #expect(directory.programmeWish(of: "r").held == [whip: MediaTracks()])
        #expect(directory.share(RoomShares(blocked: ["cam": .both]), in: "r") == [])
    }

    @Test func `a name that a member's stream takes is shown as that`() throws {
        var directory = RoomDirectory()
        try publish("cam", &directory)
        _ = directory.share(shares(["cam": source], held: MediaTracks(video: true)), in: "r")
        try directory.setProgramme("cam", standby: [], of: "r")
        #expect(directory.programmeWish(of: "r") == ProgrammeWish(onAir: cam, held: [cam: MediaTracks()]))
        #expect(directory.leave(id("cam"))?.contains(.programmeChanged("r")) == true)
        let wish = directory.programmeWish(of: "r")
        #expect(wish.onAir == source && wish.held[source] == MediaTracks(video: true))
    }
}
