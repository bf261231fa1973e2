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
        #expect(directory.tracks(of: cam) == nil)
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
        #expect(directory.tracks(of: cam) == .both)
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
        shares.programme?.held = MediaTracks(audio: true)
        #expect(directory.share(shares, in: "r") == [.hold(id("v"))])
        shares.programme = nil
        #expect(directory.share(shares, in: "r").contains(.close(id("v"))))
    }

    @Test func `a programme over HTTP holds back what it shows of members`() throws {
        var directory = RoomDirectory()
        _ = directory.share(shares(["cam": source]), in: "r")
        try directory.setProgramme("cam", standby: [], of: "r")
        #expect(directory.programme(of: "r", shows: source) == [.wentOnAir("r")])
        #expect(directory.rooms["r"]?.programme?.onAir == "cam")
        _ = try watch(.room("r"), "v", &directory)
        let muted = shares(["cam": source], held: MediaTracks(audio: true))
        #expect(directory.share(muted, in: "r") == [.hold(id("v"))])
        let closed = directory.share(RoomShares(isClosed: true), in: "r")
        #expect(closed.contains(.programmeChanged("r")) && closed.contains(.hold(id("v"))))
        #expect(directory.sessions[id("v")]?.held == [.programme(of: "r"): .both])
    }
}
