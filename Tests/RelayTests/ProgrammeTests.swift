// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing
import Transport

@testable import Relay

/// A broadcast that shows others, one after the other.
@Suite("Programme, over loopback") struct ProgrammeTests {
    private let programme = BroadcastKey.named("*programme")

    @Test(arguments: [1, 2]) func `viewers see the next source from its next keyframe on`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            try await stage.until { viewer.video[0].packets.count >= 40 }
            let asked = sources[1].keyframeRequests.count
            try await stage.show("blue")
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: sources[1].mark) >= 20 } }

            expectSeamless(viewer, [sources[0], sources[1]])
            #expect(sources[1].keyframeRequests.count > asked)
            #expect(stage.events.contains(.programme(programme, onAir: .named("blue"))))
            #expect(stage.endings(of: viewer).isEmpty)
            let figures = await stage.relay.statistics().broadcasts
            #expect(figures.first { $0.key == programme }?.subscribers == 1)
            #expect(figures.first { $0.key == programme }?.isLive == true)
        }
    }

    @Test(arguments: [1, 2]) func `back and forth at once loses nothing`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            try await stage.show("blue")
            try await stage.until { viewer.video[0].count(of: sources[1].mark) >= 4 }
            let before = viewer.video[0].count(of: sources[0].mark)
            try await stage.show("red")
            try await stage.until { viewer.video[0].count(of: sources[0].mark) >= before + 20 }
            expectSeamless(viewer, [sources[0], sources[1], sources[0]])
        }
    }

    @Test(arguments: [1, 2]) func `a stand-by takes over from a source that is silent, and stays`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red", standby: ["none", "blue"])
            let viewer = try await stage.playingViewer(of: programme.name)
            sources[0].pause()
            let start = stage.loop.currentTime()
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: sources[1].mark) >= 20 } }
            let gap = stage.loop.currentTime().milliseconds(since: start)
            #expect(gap >= 1_000)
            #expect(stage.events.contains(.programme(programme, onAir: .named("blue"))))

            sources[0].resume()
            let before = viewer.video[0].count(of: sources[1].mark)
            try await stage.until { viewer.video[0].count(of: sources[1].mark) >= before + 60 }
            expectSeamless(viewer, [sources[0], sources[1]])
        }
    }

    @Test(arguments: [1, 2]) func `a stand-by takes over at once from a source that ends`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red", standby: ["blue"])
            let viewer = try await stage.playingViewer(of: programme.name)
            await stage.relay.close(peer: sources[0].id)
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: sources[1].mark) >= 20 } }
            expectSeamless(viewer, [sources[0], sources[1]])
            // It comes back, and nobody asked for it.
            let again = try await stage.livePublisher(as: "red")
            let before = viewer.video[0].count(of: sources[1].mark)
            try await stage.until { viewer.video[0].count(of: sources[1].mark) >= before + 20 }
            #expect(viewer.video[0].count(of: again.mark) == 0)
        }
    }

    @Test(arguments: [1, 2]) func `a source may come after it was put on air, and again`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            try await stage.show("red")
            let early = try stage.viewer()
            await #expect(throws: RelayError.notLive) { try await stage.watch(early, programme.name) }
            let first = try await stage.livePublisher(as: "red")
            try await stage.until { stage.events.contains(.programme(programme, onAir: .named("red"))) }
            let viewer = try await stage.playingViewer(of: programme.name)

            await stage.relay.close(peer: first.id)
            try await stage.until { stage.events.contains(.programme(programme, onAir: nil)) }
            let second = try await stage.livePublisher(as: "red")
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: second.mark) >= 20 } }
            expectSeamless(viewer, [first, second])
        }
    }

    @Test func `what is on air goes on until the next source sends`() async throws {
        try await Stage.run(workers: 2) { stage in
            let red = try await stage.livePublisher(as: "red")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            // So that the next source's home is another than the programme's.
            _ = try await stage.livePublisher(as: "x")
            try await stage.show("blue")
            let before = viewer.video[0].packets.count
            try await stage.until { viewer.video[0].packets.count >= before + 40 }
            let blue = try await stage.livePublisher(as: "blue")
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: blue.mark) >= 20 } }
            expectSeamless(viewer, [red, blue])
        }
    }

    @Test func `viewers whose codec the next source has not end, the others follow`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher(as: "red")
            _ = try await stage.livePublisher(.init(video: .h264), as: "blue")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            let receiver = try await stage.openReceiver(programme.name)
            try await stage.show("blue")
            try await stage.until { stage.endings(of: viewer) == [.codecChanged] }
            #expect(stage.endings(of: receiver).isEmpty)
            try await stage.show(programme.name, to: receiver)
            try await stage.until { receiver.streams.contains { $0.codec == .h264 && $0.packets.count > 10 } }
        }
    }

    @Test(arguments: [1, 2]) func `nothing is left of a programme when it ends`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red", standby: ["blue", "none"])
            let viewer = try await stage.playingViewer(of: programme.name)
            try await stage.relay.setProgramme(programme, onAir: nil, standby: [])
            // It waits, and sees what is shown next.
            try await stage.show("blue")
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: sources[1].mark) >= 10 } }
            expectSeamless(viewer, sources)

            await stage.relay.close(peer: viewer.id)
            try await stage.relay.setProgramme(programme, onAir: nil, standby: [])
            for source in sources { await stage.relay.close(peer: source.id) }
            try await stage.untilFigures { $0.workers.allSatisfy { $0.broadcasts.isEmpty && $0.peers == 0 } }
        }
    }

    @Test(arguments: [1, 2]) func `of a held picture nothing passes at a switch, nor is one asked for`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            let asked = sources[1].keyframeRequests.count
            try await stage.show("blue", held: [picture("blue")])
            try await stage.advance(viewer.audio[0], of: sources[1])
            // Who comes meanwhile, on the programme's worker and elsewhere, agrees on a picture and waits, too.
            let late = [try stage.viewer(), try stage.viewer()]
            for viewer in late { try await stage.watch(viewer, programme.name) }
            let viewers = [viewer] + late
            for viewer in viewers {
                try await stage.advance(viewer.audio[0], by: 50)
                #expect(viewer.video.count == 1 && viewer.video[0].count(of: sources[1].mark) == 0)
            }
            #expect(stage.events.contains(.programme(programme, onAir: .named("blue"))))
            #expect(sources[1].keyframeRequests.count == asked)

            await stage.relay.setHeld([nothing("blue")], programme: programme)
            for viewer in viewers {
                try await stage.until { viewer.video[0].count(of: sources[1].mark) >= 20 }
                expectLetGo(viewer, from: sources[1])
            }
            expectSeamless(viewer, sources)
        }
    }

    @Test(arguments: [1, 2]) func `of a held picture nothing passes when a stand-by takes over`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red", standby: ["blue"], held: [picture("blue")])
            let viewer = try await stage.playingViewer(of: programme.name)
            await stage.relay.close(peer: sources[0].id)
            try await stage.advance(viewer.audio[0], of: sources[1])
            try await stage.advance(viewer.audio[0], by: 50)
            #expect(viewer.video[0].count(of: sources[1].mark) == 0)
            await stage.relay.setHeld([nothing("blue")], programme: programme)
            try await stage.until { viewer.video[0].count(of: sources[1].mark) >= 20 }
            expectSeamless(viewer, sources)
        }
    }

    @Test(arguments: [1, 2]) func `what is held on air stops, and goes on with a keyframe and without a gap`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher(as: "red")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            let told = stage.events.count
            for _ in 0..<2 {
                await stage.relay.setHeld([picture("red")], programme: programme)
                // What was on its way has arrived before what is sent afterwards.
                try await stage.advance(viewer.audio[0], by: 5)
                let count = viewer.video[0].packets.count
                // A keyframe from before is not for who comes now.
                let late = try stage.viewer()
                try await stage.watch(late, programme.name)
                try await stage.until { late.audio.first?.packets.count ?? 0 >= 20 }
                #expect(viewer.video[0].packets.count == count && late.video[0].packets.isEmpty)
                await stage.relay.setHeld([nothing("red")], programme: programme)
                for (viewer, before) in [(viewer, count), (late, 0)] {
                    try await stage.until { viewer.video[0].packets.count >= before + 20 }
                    #expect(viewer.video[0].isContiguous && viewer.video[0].isAdvancing)
                    let beginsWithKeyframe = viewer.video[0].packets[before].startsKeyframe
                    #expect(beginsWithKeyframe)
                }
            }
            // Its sound has nothing to do with it.
            let serials = viewer.audio[0].contents.map(\.serial)
            #expect(serials == Array(serials[0]..<serials[0] + UInt32(serials.count)))
            let news = stage.events.dropFirst(told)
            #expect(!news.contains { if case .programme = $0 { true } else { false } }, "no switch")
        }
    }

    @Test func `a sound that is held goes on without a gap, the picture undisturbed`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher(as: "red")
            try await stage.show("red")
            let viewer = try await stage.playingViewer(of: programme.name)
            let sound = HeldTracks(.named("red"), audio: true, video: false)
            await stage.relay.setHeld([sound], programme: programme)
            try await stage.advance(viewer.video[0], by: 5)
            let count = viewer.audio[0].packets.count
            try await stage.advance(viewer.video[0], by: 60)
            #expect(viewer.audio[0].packets.count == count)
            await stage.relay.setHeld([nothing("red")], programme: programme)
            try await stage.advance(viewer.audio[0], by: 20)
            #expect(viewer.audio[0].isContiguous && viewer.audio[0].isAdvancing)
            let serials = viewer.video[0].contents.map(\.serial)
            #expect(serials == Array(serials[0]..<serials[0] + UInt32(serials.count)))
        }
    }

    @Test func `a source of which all is held sends all the same, and no stand-by takes over`() async throws {
        try await Stage.run { stage in
            let sources = try await stage.livePublishers("red", "blue")
            try await stage.show("red", standby: ["blue"])
            let viewer = try await stage.playingViewer(of: programme.name)
            await stage.relay.setHeld(
                [HeldTracks(.named("red"), audio: true, video: true)], programme: programme)
            let count = sources[0].videoCount
            try await stage.until { sources[0].videoCount >= count + 120 }
            #expect(!stage.events.contains(.programme(programme, onAir: .named("blue"))))
            // Of the stand-by nothing is held.
            sources[0].pause()
            try await stage.until { viewer.streams.allSatisfy { $0.count(of: sources[1].mark) >= 20 } }
            expectSeamless(viewer, sources)
        }
    }

    @Test func `a programme can't show a programme, nor itself`() async throws {
        try await Stage.run { stage in
            try await stage.show("red")
            await #expect(throws: RelayError.self) { try await stage.show(programme.name) }
            await #expect(throws: RelayError.self) {
                try await stage.relay.setProgramme(.named("other"), onAir: programme, standby: [])
            }
        }
    }

    private func picture(_ name: String) -> HeldTracks {
        HeldTracks(.named(name), audio: false, video: true)
    }

    private func nothing(_ name: String) -> HeldTracks {
        HeldTracks(.named(name), audio: false, video: false)
    }

    /// A picture that was let go began with a keyframe, and what was sent of it is one stream.
    private func expectLetGo(
        _ viewer: TestViewer, from publisher: TestPublisher,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let video = viewer.video[0]
        #expect(video.isContiguous && video.isAdvancing, sourceLocation: sourceLocation)
        let first = video.contents.first { $0.mark == publisher.mark }
        let isKeyframe = first.map { publisher.keyframeSerials.contains($0.serial) }
        #expect(isKeyframe == true, sourceLocation: sourceLocation)
    }

    /// What came is of these publishers one after the other, each from a keyframe on, as one stream.
    private func expectSeamless(
        _ viewer: TestViewer,
        _ publishers: [TestPublisher],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for stream in viewer.streams {
            #expect(stream.isContiguous && stream.isAdvancing, sourceLocation: sourceLocation)
            var parts: [[Content]] = []
            for content in stream.contents {
                if parts.last?.last?.mark == content.mark {
                    parts[parts.count - 1].append(content)
                } else {
                    parts.append([content])
                }
            }
            #expect(parts.map { $0[0].mark } == publishers.map(\.mark), sourceLocation: sourceLocation)
            for part in parts {
                // None is lost between the first and the last of a part.
                let serials = part.map(\.serial)
                #expect(
                    serials == Array(serials[0]..<serials[0] + UInt32(serials.count)),
                    sourceLocation: sourceLocation)
                guard stream.isVideo, let publisher = publishers.first(where: { $0.mark == part[0].mark })
                else { continue }
                #expect(publisher.keyframeSerials.contains(serials[0]), sourceLocation: sourceLocation)
            }
            expectContinuous(stream, sourceLocation)
        }
    }

    /// From one packet to the next, timestamps advance as time does, also where the source changes.
    private func expectContinuous(_ stream: ReceivedStream, _ sourceLocation: SourceLocation) {
        for (one, next) in zip(stream.packets, stream.packets.dropFirst()) {
            guard let first = stream.content(one), let second = stream.content(next),
                first.mark != second.mark
            else { continue }
            let step = Int64(next.timestamp &- one.timestamp) * 1_000 / stream.clockRate
            #expect((0...5_000).contains(step), "\(step) ms", sourceLocation: sourceLocation)
        }
    }
}

extension Stage {
    /// Puts a broadcast on the programme's air.
    fileprivate func show(
        _ name: String, standby: [String] = [], held: [HeldTracks] = []
    ) async throws {
        try await relay.setProgramme(
            .named("*programme"),
            onAir: .named(name),
            standby: standby.map(BroadcastKey.named),
            held: held
        )
    }

    /// Waits until something of a publisher has come.
    fileprivate func advance(_ stream: ReceivedStream, of publisher: TestPublisher) async throws {
        try await until { stream.count(of: publisher.mark) > 0 }
    }
}
