// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Testing

@Suite("Joins and keyframes") struct JoinTests {
    @Test func `a joiner soon after a keyframe is served from the cache, paced, then live`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 40))
        stage.now = stage.now.advanced(milliseconds: 500)
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        #expect(sink.sent.isEmpty)
        stage.wait(milliseconds: 5)
        #expect(sink.sent.count == 16)
        // What arrives meanwhile waits its turn.
        stage.receive(source.frame(packets: 2))
        stage.wait(milliseconds: 5)
        #expect(sink.sent.count == 32)
        stage.wait(milliseconds: 5)
        #expect(sink.sent.count == 42)
        stage.receive(source.frame(packets: 1))
        #expect(sink.sent.count == 43)
        #expect(sink.sent.map(\.header.sequenceNumber) == (0..<43).map { 65_000 &+ $0 })
        #expect(sink.sent.map(mark) == Array(1...43))
        #expect(stage.pictureLossCount == 0)
    }

    @Test func `a packet that was missing during the replay follows when it comes`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        let frame = source.frame(isKey: true, packets: 20)
        stage.receive(frame.enumerated().filter { $0.offset != 3 }.map(\.element))
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        stage.wait(milliseconds: 5)
        #expect(sink.sent.count == 16)
        stage.receive(frame[3])
        #expect(sink.sent.count == 17)
        #expect(sink.sent.last?.header.sequenceNumber == 65_003)
        stage.wait(milliseconds: 10)
        #expect(sink.sent.map(mark).sorted() == Array(1...20))
        #expect(Set(sink.sent.map(\.header.sequenceNumber)).count == 20)
    }

    @Test func `a keyframe whose beginning comes late is replayed from there`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        let frame = source.frame(isKey: true, packets: 4)
        stage.receive([frame[1], frame[2], frame[0], frame[3]])
        #expect(sink.sent.isEmpty)
        stage.wait(milliseconds: 5)
        #expect(sink.sent.map(mark) == [1, 2, 3, 4])
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001, 65_002, 65_003])
    }

    @Test func `a joiner long after a keyframe asks for one, at once`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        stage.now = stage.now.advanced(milliseconds: 1_500)
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        stage.poll()
        #expect(stage.pictureLossCount == 1)
        stage.receive(source.frame(isKey: true))
        #expect(sink.sent.count == 3)
    }

    @Test func `a thousand joins within a second cost one keyframe`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        stage.now = stage.now.advanced(milliseconds: 5_000)
        var sinks: [RecordingSink] = []
        for step in 0..<200 {
            for index in 0..<5 {
                sinks.append(Stage.sink())
                _ = stage.subscribe(sinks[step * 5 + index])
            }
            stage.wait(milliseconds: 5)
            // A frame each 35 ms; the publisher answers after 70 ms.
            if step % 7 == 0 { stage.receive(source.frame(isKey: step == 14)) }
        }
        stage.wait(milliseconds: 100)
        #expect(stage.pictureLossCount == 1)
        #expect(stage.broadcast.statistics(now: stage.now).tracks[0].keyframes == 2)
        for sink in sinks {
            #expect(sink.sent.map(\.header.sequenceNumber) == sink.sent.indices.map { 65_000 &+ UInt16($0) })
            #expect(sink.sent.last?.payload == sinks[0].sent.last?.payload)
        }
    }

    @Test func `unanswered requests become full intra requests and then rare`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        stage.receive(source.frame())
        stage.wait(milliseconds: 10_000)
        #expect((7...9).contains(stage.pictureLossCount))
        #expect(stage.fullIntraCommands.count == stage.pictureLossCount - 2)
        #expect(Set(stage.fullIntraCommands).count == 1)
    }

    @Test func `a publisher that knows only full intra requests gets those`() {
        let stage = Stage()
        stage.begin(Stage.video(feedback: [.fir]))
        _ = stage.subscribe(Stage.sink())
        var source = VideoSource()
        stage.receive(source.frame())
        stage.poll()
        #expect(stage.pictureLossCount == 0)
        #expect(stage.fullIntraCommands.count == 1)
    }

    @Test func `subscribers' requests are coalesced`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        let feedback = SubscriberFeedback(sink: sink)
        feedback.add(subscription)
        stage.receive(source.frame(isKey: true))
        stage.wait(milliseconds: 600)
        for _ in 0..<1_000 { feedback.pictureLoss(0x1000, now: stage.now) }
        stage.wait(milliseconds: 100)
        #expect(stage.pictureLossCount == 1)
        stage.receive(source.frame(isKey: true))
        for _ in 0..<1_000 { feedback.pictureLoss(0x1000, now: stage.now) }
        stage.wait(milliseconds: 490)
        #expect(stage.pictureLossCount == 1)
        stage.wait(milliseconds: 15)
        #expect(stage.pictureLossCount == 2)
        #expect(subscription.statistics.keyframeRequests == 2_000)
    }

    @Test func `a replay that the cache overtakes begins again with the next keyframe`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 200))
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        stage.wait(milliseconds: 5)
        stage.receive(source.frame(packets: 1_100))
        stage.wait(milliseconds: 5)
        #expect(subscription.statistics.drops[.replayOvertaken] == 1)
        stage.wait(milliseconds: 1_000)
        #expect(stage.pictureLossCount >= 1)
        stage.receive(source.frame(isKey: true, packets: 2))
        #expect(sink.sent.map(\.header.sequenceNumber) == (0..<18).map { 65_000 &+ $0 })
    }
}
