// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Testing

@Suite("Revised publications") struct RevisionTests {
    @Test func `what stays goes on undisturbed while another track comes and goes`() {
        let stage = Stage()
        stage.begin(Stage.audio())
        var audio = AudioSource()
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        stage.receive(audio.packet())
        #expect(stage.revise(Stage.audio(), Stage.video()).isEmpty)
        stage.receive(audio.packet())
        var video = VideoSource()
        let viewer = Stage.sink()
        _ = stage.subscribe(viewer, slot: 1)
        stage.receive(video.frame(isKey: true))
        #expect(viewer.sent.count == 3)
        stage.revise(Stage.audio())
        stage.receive(video.frame(isKey: true))
        stage.receive(audio.packet())
        #expect(viewer.sent.count == 3)
        #expect(sink.sent.map(mark) == [1, 2, 3])
        #expect(
            sink.sent.map(\.header.timestamp) == (0..<3).map { sink.sent[0].header.timestamp &+ $0 * 960 })
        #expect(stage.broadcast.statistics(now: stage.now).publications == 1)
    }

    @Test func `another announced SSRC takes the track at once`() {
        let stage = Stage()
        stage.begin(Stage.audio())
        var old = AudioSource()
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        stage.receive(old.packet())
        stage.revise(Stage.audio(ssrcs: [0xD1]))
        var new = AudioSource(ssrc: 0xD1, mark: 100)
        stage.receive(new.packet())
        // A straggler of the one before.
        stage.receive(old.packet())
        stage.receive(new.packet())
        #expect(sink.sent.map(mark) == [1, 101, 102])
        #expect(sink.sent.map(\.header.sequenceNumber) == (0..<3).map { 65_000 &+ $0 })
    }

    @Test func `another codec strands whoever was answered with the first`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let subscription = stage.subscribe(Stage.sink())
        let stranded = stage.revise(Stage.video(.h264))
        #expect(stranded.count == 1 && stranded.first === subscription && !subscription.isCodecMatching)
    }

    @Test func `nothing is revised while nobody publishes`() {
        let stage = Stage()
        #expect(stage.revise(Stage.audio()).isEmpty)
        #expect(!stage.broadcast.isPublishing && stage.broadcast.tracks.isEmpty)
    }
}

extension Stage {
    @discardableResult
    fileprivate func revise(_ tracks: TrackConfiguration...) -> [Subscription] {
        broadcast.revisePublication(tracks, now: now)
    }
}
