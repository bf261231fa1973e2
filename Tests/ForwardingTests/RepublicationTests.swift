// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Testing

@Suite("One subscription over several publications") struct RepublicationTests {
    @Test func `sequence, timestamp and picture numbers go on, video from a keyframe`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var first = VideoSource()
        stage.receive(first.frame(isKey: true, packets: 1))
        stage.broadcast.endPublication(now: stage.now)
        stage.now = stage.now.advanced(milliseconds: 2_000)
        stage.begin(Stage.video(ssrcs: [0xC1]))
        var second = VideoSource()
        second.ssrc = 0xC1
        second.sequenceNumber = 40_000
        second.timestamp = 5
        second.pictureID = 100
        second.isPictureIDLong = false
        second.layerIndex = 9
        stage.receive(second.frame(packets: 1))
        stage.receive(second.frame(isKey: true, packets: 1))
        stage.receive(second.frame(packets: 1))
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001, 65_002])
        #expect(sink.sent.map { $0.header.timestamp &- 4_294_900_000 } == [0, 180_000, 182_970])
        #expect(
            sink.sent.map { Array($0.payload[2...4]) } == [
                [0xFF, 0xF8, 250], [0xFF, 0xF9, 251], [0xFF, 0xFA, 252],
            ])
    }

    @Test func `sound goes on at once`() {
        let stage = Stage()
        stage.begin(Stage.audio())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var first = AudioSource()
        stage.receive(first.packet())
        stage.begin(Stage.audio(ssrcs: [0xD1]))
        stage.now = stage.now.advanced(milliseconds: 500)
        var second = AudioSource(ssrc: 0xD1, sequenceNumber: 9, timestamp: 1_000_000)
        stage.receive(second.packet())
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001])
        #expect(sink.sent.map { $0.header.timestamp &- 4_294_900_000 } == [0, 24_000])
    }

    @Test func `stragglers of the publication before are dropped`() {
        let stage = Stage()
        stage.begin(Stage.video(ssrcs: []))
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var first = VideoSource()
        stage.receive(first.frame(isKey: true, packets: 1))
        stage.begin(Stage.video(ssrcs: []))
        stage.receive(first.frame(isKey: true, packets: 1))
        #expect(sink.sent.count == 1)
        #expect(stage.broadcast.statistics(now: stage.now).drops[.olderGeneration] == 1)
    }

    @Test func `another codec closes the gate and is told`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 1))
        let mismatched = stage.broadcast.beginPublication(
            [Stage.video(.h264)], feedbackSSRC: 1, now: stage.now)
        #expect(mismatched.count == 1)
        #expect(mismatched.first === subscription)
        #expect(!subscription.isCodecMatching)
        var packet = source.frame(packets: 1)[0]
        // An SPS: a keyframe in H.264.
        packet.replaceSubrange(12..., with: [0x67, 0x42, 0xE0, 0x1F])
        stage.receive(packet)
        stage.wait(milliseconds: 1_000)
        #expect(sink.sent.count == 1)
        #expect(subscription.statistics.drops[.codecMismatch] == 1)
        #expect(stage.pictureLossCount == 0)
        // The codec that was answered comes back, and so does the picture.
        stage.begin(Stage.video())
        #expect(subscription.isCodecMatching)
        stage.receive(source.frame(isKey: true, packets: 1))
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001])
    }

    @Test func `a subscription that was answered before the codec changed is told so`() {
        let stage = Stage()
        stage.begin(Stage.video(.h264))
        var configuration = Stage.subscription()
        configuration.codec = .vp8
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink, configuration)
        #expect(!subscription.isCodecMatching)
        stage.begin(Stage.video())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 1))
        #expect(sink.sent.count == 1)
    }

    @Test func `a publisher that starts its numbering over is spliced like another`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        source.sequenceNumber = 100
        stage.receive(source.frame(isKey: true, packets: 1))
        source.sequenceNumber = 30_000
        stage.receive(source.frame(packets: 2))
        stage.now = stage.now.advanced(milliseconds: 100)
        stage.receive(source.frame(isKey: true, packets: 1))
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001])
        #expect(stage.broadcast.statistics(now: stage.now).tracks[0].drops[.sequenceJump] == 1)
    }

    @Test func `packets of the publication before can still be asked for`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        let subscription = stage.subscribe(sink)
        let feedback = SubscriberFeedback(sink: sink)
        feedback.add(subscription)
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        let before = sink.sent
        stage.begin(Stage.video(ssrcs: [0xC1]))
        source.ssrc = 0xC1
        source.pictureID = 7
        stage.now = stage.now.advanced(milliseconds: 50)
        stage.receive(source.frame(isKey: true))
        feedback.nack(0x1000, [65_001, 65_003], now: stage.now)
        let resent = sink.sent(0x1001)
        #expect(resent.map { Array($0.payload.dropFirst(2)) } == [before[1].payload, sink.sent[3].payload])
        #expect(
            resent.map(\.header.timestamp) == [before[1].header.timestamp, sink.sent[3].header.timestamp])
    }
}
