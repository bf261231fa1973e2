// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("Any input is survived, in bounded memory") struct RandomInputTests {
    @Test("random bytes", arguments: 1...10 as ClosedRange<UInt64>) func randomBytes(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let stage = Stage()
        let codecs: [CodecKind] = [.vp8, .vp9, .h264, .h265, .av1]
        let codec = codecs[Int(seed) % codecs.count]
        stage.begin(
            Stage.audio(ssrcs: []), Stage.video(codec, ssrcs: [], feedback: [.nack, .pli, .transportCC]))
        let sink = Stage.sink(Stage.extensions, mixed: true)
        let feedback = SubscriberFeedback(sink: sink)
        for slot in 0..<2 {
            feedback.add(stage.subscribe(sink, slot: slot, Stage.subscription(ssrc: UInt32(slot) * 16)))
        }
        var video = VideoSource()
        for _ in 0..<1_000 {
            let bytes = input(&random, &video)
            stage.receive(bytes)
            let noise = random.bytes(Int.random(in: 0...80, using: &random))
            stage.broadcast.receiveRTCP(noise.span, now: stage.now)
            feedback.receiveRTCP(noise.span, now: stage.now)
            stage.now = stage.now.advanced(milliseconds: Int64.random(in: 0...20, using: &random))
            stage.poll()
            feedback.poll(now: stage.now)
        }
        let statistics = stage.broadcast.statistics(now: stage.now)
        #expect(statistics.drops.total > 0, "seed \(seed)")
        expectBounded(stage, seed: seed)
    }

    /// Noise behind a header that is worth reading, or a packet with flipped bits.
    func input(_ random: inout SeededRandom, _ video: inout VideoSource) -> [UInt8] {
        if random.chance(percent: 30) {
            let frame = video.frame(isKey: random.chance(percent: 20), packets: 1)
            return random.flippingBits(of: frame[0])
        }
        var fixture = RTPPacketFixture()
        fixture.payloadType = [96, 97, 111, 13].randomElement(using: &random) ?? 96
        fixture.sequenceNumber = .random(in: 0...3_000, using: &random)
        fixture.timestamp = .random(in: 0 ... .max, using: &random)
        fixture.ssrc = .random(in: 1...4, using: &random)
        fixture.twoByteExtensions = random.chance(percent: 50)
        for id in 1...7 as ClosedRange<UInt8> where random.chance(percent: 30) {
            fixture.extensions.append((id, random.bytes(Int.random(in: 1...16, using: &random))))
        }
        fixture.payload = random.bytes(Int.random(in: 0...60, using: &random))
        return fixture.bytes
    }

    @Test func `a long stream needs no more memory than a short one`() {
        let stage = Stage()
        stage.begin(Stage.audio(), Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink, slot: 1)
        var link = LossyLink(seed: 5, lossPercent: 20, duplicatePercent: 5, reordering: 40)
        var video = VideoSource()
        for frame in 0..<800 {
            for packet in video.frame(isKey: frame % 300 == 0, packets: 4) {
                stage.receive(link.send(packet))
            }
            stage.receive(link.send(video.padding()))
            stage.wait(milliseconds: 10)
            stage.feedback.removeAll(keepingCapacity: true)
        }
        expectBounded(stage, seed: 5)
    }

    func expectBounded(_ stage: Stage, seed: UInt64) {
        for track in stage.broadcast.tracks {
            let places = track.kind == .video ? Limits.videoCachePackets : Limits.audioCachePackets
            #expect(track.layer.cache.bytes.count == places * Limits.packetBytes, "seed \(seed)")
            #expect(
                track.layer.source.map { $0.nacks.count <= Limits.missingPackets } != false, "seed \(seed)")
            #expect(track.replays.count <= track.subscriptions.count, "seed \(seed)")
        }
        #expect(stage.broadcast.tracks.count <= Limits.tracks)
    }
}
