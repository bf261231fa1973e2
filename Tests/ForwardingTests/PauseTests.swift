// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Testing

@Suite("Pauses") struct PauseTests {
    @Test func `a paused subscription gets nothing, and goes on with the next keyframe`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        stage.receive(source.frame(isKey: true))
        subscription.pause()
        stage.receive(source.frame() + source.frame(isKey: true))
        stage.wait(milliseconds: 50)
        #expect(sink.sent.count == 3)
        #expect(subscription.statistics.isWaiting == false && subscription.statistics.drops[.paused] == 6)

        let asked = stage.pictureLossCount
        stage.wait(milliseconds: 2_000)
        #expect(stage.pictureLossCount == asked, "nobody needs a keyframe")
        subscription.resume(now: stage.now)
        stage.wait(milliseconds: 20)
        #expect(stage.pictureLossCount == asked + 1 && subscription.statistics.isWaiting)
        stage.receive(source.frame())
        #expect(sink.sent.count == 3)
        stage.receive(source.frame(isKey: true) + source.frame())
        #expect(sink.sent.map(\.header.sequenceNumber) == (0..<9).map { 65_000 &+ $0 })
        #expect(sink.sent.map(mark) == [1, 2, 3, 13, 14, 15, 16, 17, 18])
        // The time that passed is not left out.
        #expect(sink.sent[3].header.timestamp &- sink.sent[0].header.timestamp == 4 * 2_970)
    }

    @Test func `a keyframe from before the pause ended opens nothing, however late it comes`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        stage.receive(source.frame(isKey: true))
        let late = source.frame(isKey: true)
        stage.receive(source.frame())
        subscription.pause()
        stage.receive(source.frame())
        subscription.resume(now: stage.now)
        stage.receive(late)
        stage.wait(milliseconds: 20)
        #expect(sink.sent.map(mark) == [1, 2, 3, 7, 8, 9])
    }

    @Test func `sound goes on with the next packet`() {
        let stage = Stage()
        stage.begin(Stage.audio())
        var source = AudioSource()
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        stage.receive(source.packet())
        subscription.pause()
        for _ in 0..<5 { stage.receive(source.packet()) }
        subscription.resume(now: stage.now)
        stage.receive(source.packet())
        #expect(sink.sent.map(mark) == [1, 7])
        #expect(sink.sent[1].header.sequenceNumber == sink.sent[0].header.sequenceNumber &+ 1)
        #expect(sink.sent[1].header.timestamp &- sink.sent[0].header.timestamp == 6 * 960)
    }

    @Test func `a pause outlives publications, and ends a replay`() {
        let stage = Stage()
        stage.begin(Stage.video())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 40))
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        stage.wait(milliseconds: 5)
        subscription.pause()
        stage.wait(milliseconds: 50)
        #expect(sink.sent.count == 16)
        stage.broadcast.endPublication(now: stage.now)
        stage.begin(Stage.video(ssrcs: [0xC1]))
        source.ssrc = 0xC1
        stage.receive(source.frame(isKey: true))
        #expect(sink.sent.count == 16)
        subscription.resume(now: stage.now)
        stage.receive(source.frame(isKey: true))
        #expect(sink.sent.count == 19)
    }
}
