// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Testing

@testable import Relay
@testable import Transport

/// Publishers whose broadcasts come and go on one connection, by offers of theirs.
@Suite("Uplinks, over loopback") struct UplinkTests {
    @Test(arguments: [1, 2], [true, false])
    func `two streams on one connection reach those who want them, and nobody else`(
        _ workers: Int, _ announced: Bool
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let uplink = try stage.uplink()
            uplink.announcesSSRCs = announced
            uplink.add("a")
            uplink.add("b")
            try await stage.offer(uplink)
            try await stage.live(uplink, ["a", "b"])
            let both = try await stage.openReceiver("a", "b")
            let one = try await stage.openReceiver("b")
            try await stage.until {
                both.isPlaying("a", "b", packets: 30) && one.isPlaying("b", packets: 30)
            }
            expectOwn(both, uplink, "a", "b")
            expectOwn(one, uplink, "b")
            expectUndisturbed(both, "a", "b")
            #expect(one.streams.count == 2)
            // Reports of both streams come in one compound.
            try await stage.until { both.streams.allSatisfy { !$0.reports.isEmpty } }
            #expect(stage.events.count { $0 == .connected(uplink.id) } == 1)
            let figures = await stage.relay.statistics()
            #expect(Set(figures.broadcasts.map(\.key.name)) == ["a", "b"])
            #expect(figures.broadcasts.allSatisfy { $0.publisher == uplink.id && $0.isLive })
            // All broadcasts of a connection have one home.
            #expect(figures.workers.count { $0.broadcasts.contains { !$0.isReplica } } == 1)
            #expect(figures.workers.allSatisfy { $0.drops["unknown_source"] == nil })
        }
    }

    @Test(arguments: [1, 2]) func `streams come and go, and those that stay lose nothing`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let uplink = try await stage.liveUplink("a")
            let receiver = try await stage.openReceiver("a")
            try await stage.until { receiver.isPlaying("a", packets: 10) }
            uplink.add("b")
            try await stage.offer(uplink)
            try await stage.live(uplink, ["b"])
            try await stage.show("a", "b", to: receiver)
            try await stage.until { receiver.isPlaying("a", "b", packets: 20) }

            uplink.remove("b")
            let answer = try await stage.offer(uplink)
            #expect(answer.sdp.components(of: "a=inactive") == 2)
            try await stage.untilFigures { figures in
                figures.broadcasts.contains { $0.key.name == "b" && $0.publisher == nil }
            }
            // Its m-lines serve the next, and its subscribers stay for when it is back.
            uplink.add("c")
            try await stage.offer(uplink)
            #expect(uplink.offered.map(\.mids) == [["0", "1"], ["2", "3"]])
            try await stage.live(uplink, ["c"])
            uplink.add("b")
            try await stage.offer(uplink)
            let mark = try #require(uplink.streams["b"]?.mark)
            try await stage.until { receiver.streams("b").allSatisfy { $0.count(of: mark) >= 20 } }
            try await stage.show("a", "b", "c", to: receiver)
            try await stage.until { receiver.isPlaying("a", "c", packets: 20) }
            expectOwn(receiver, uplink, "a", "c")
            expectUndisturbed(receiver, "a", "c")
            #expect(receiver.streams("b").allSatisfy { $0.isContiguous && $0.isAdvancing })
            #expect(stage.endings(of: uplink).isEmpty && stage.endings(of: receiver).isEmpty)
        }
    }

    @Test(arguments: [1, 2]) func `a picture joins a stream's sound, and the sound goes on undisturbed`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let uplink = try stage.uplink()
            uplink.add("a", [.opus])
            try await stage.offer(uplink)
            try await stage.live(uplink, ["a"])
            let receiver = try await stage.openReceiver("a")
            try await stage.until { receiver.streams("a").first.map { $0.packets.count >= 10 } ?? false }
            uplink.add("a", [.vp8])
            try await stage.offer(uplink)
            try await stage.show("a", to: receiver)
            try await stage.until { receiver.isPlaying("a", packets: 20) }
            expectOwn(receiver, uplink, "a")
            expectUndisturbed(receiver, "a")
        }
    }

    @Test func `all streams can go, and the connection stays for the next`() async throws {
        try await Stage.run { stage in
            let uplink = try await stage.liveUplink("a")
            uplink.remove("a")
            let answer = try await stage.offer(uplink)
            #expect(answer.sdp.components(of: "a=inactive") == 2)
            try await stage.untilFigures { $0.broadcasts.isEmpty && $0.workers[0].peers == 1 }
            uplink.add("b")
            try await stage.offer(uplink)
            try await stage.live(uplink, ["b"])
            #expect(stage.endings(of: uplink).isEmpty && uplink.closings.isEmpty)
        }
    }

    @Test func `transport-wide feedback covers all packets of all streams, from one sender`() async throws {
        try await Stage.run { stage in
            let uplink = try await stage.liveUplink("a", "b", "c")
            try await stage.until { uplink.reported.count >= 300 && !uplink.reporters.isEmpty }
            let reported = uplink.reported
            // Each number once, in order, none left out: two generators would leave gaps or repeat themselves.
            #expect(reported == (0..<reported.count).map { 1 &+ UInt16(truncatingIfNeeded: $0) })
            #expect(uplink.reporters.count == 1)
        }
    }

    @Test(arguments: [false, true]) func `an offer restarts ICE while media flows, and no packet is lost`(
        _ ownPorts: Bool
    ) async throws {
        try await Stage.run(ownPorts: ownPorts) { stage in
            let uplink = try await stage.liveUplink("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b", packets: 10) }
            let first = try await stage.offer(uplink)
            #expect(try await stage.offer(uplink).iceTag == first.iceTag, "the same credentials")
            try uplink.restartICE()
            let second = try await stage.offer(uplink)
            #expect(second.iceTag != first.iceTag)
            try await stage.until { uplink.transport?.state.phase == .connected }
            try await stage.advance(receiver, "a", "b", by: 40)
            expectOwn(receiver, uplink, "a", "b")
            expectUndisturbed(receiver, "a", "b")
            #expect(stage.endings(of: uplink).isEmpty && uplink.closings.isEmpty)
        }
    }

    @Test func `a wrong offer changes nothing`() async throws {
        try await Stage.run(workers: 2) { stage in
            let uplink = try await stage.liveUplink("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b", packets: 10) }
            let (good, offered) = (uplink.offer, uplink.offered)
            let text = String(decoding: good, as: UTF8.self)
            let other = text.replacing(
                "a=fingerprint:sha-256 ", with: "a=fingerprint:sha-256 00:", maxReplacements: 9)
            let wrong: [([OfferedStream], [UInt8])] = [
                (offered, Array("garbage".utf8)),
                (offered, Array(other.utf8)),
                ([OfferedStream(.named("x"), mids: ["9"])], good),
                ([OfferedStream(.named("x"), mids: ["0", "2"])], good),
                ([OfferedStream(.named("x"), mids: ["0"]), OfferedStream(.named("y"), mids: ["0"])], good),
                ([OfferedStream(.named("x"), mids: ["0"]), OfferedStream(.named("x"), mids: ["1"])], good),
                ([OfferedStream(.named("x"), mids: [])], good),
            ]
            for (streams, body) in wrong {
                await #expect(throws: RelayError.self) {
                    try await stage.relay.publish(streams, peer: uplink.id, offer: body)
                }
            }
            let stranger = stage.freshID()
            await #expect(throws: RelayError.self) {
                try await stage.relay.publish([], peer: stranger, offer: good)
            }
            await #expect(throws: RelayError.self) {
                try await stage.relay.publish(offered, peer: stranger, offer: Array("v=0".utf8))
            }
            try await stage.advance(receiver, "a", "b")
            expectOwn(receiver, uplink, "a", "b")
            expectUndisturbed(receiver, "a", "b")
            #expect(Set(await stage.relay.statistics().broadcasts.map(\.key.name)) == ["a", "b"])
            try await stage.offer(uplink)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `who is muted stays for as long as it answers checks`() async throws {
        try await Stage.run(isPatient: true) { stage in
            let uplink = try await stage.liveUplink("a")
            uplink.streams["a"]?.isMuted = true
            let start = stage.loop.currentTime()
            try await stage.until { stage.loop.currentTime().milliseconds(since: start) > 28_000 }
            #expect(stage.endings(of: uplink).isEmpty)
            let receiver = try await stage.openReceiver("a")
            uplink.streams["a"]?.isMuted = false
            try await stage.until { receiver.isPlaying("a", packets: 10) }
        }
    }
}

/// Whether all that came of these streams is what the uplink sends in them.
func expectOwn(
    _ receiver: TestReceiver, _ uplink: TestUplink, _ names: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for name in names {
        let mark = uplink.streams[name]?.mark
        for stream in receiver.streams(name) {
            #expect(Set(stream.contents.map(\.mark)) == [mark], sourceLocation: sourceLocation)
        }
    }
}

extension String {
    /// How often a line stands in it.
    func components(of line: String) -> Int {
        split(whereSeparator: \.isNewline).count { $0 == line }
    }
}
