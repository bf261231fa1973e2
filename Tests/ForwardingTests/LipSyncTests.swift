// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport
import Testing

@Suite("Sender reports keep sound and picture in step, RFC 3550 §6.4.1") struct LipSyncTests {
    /// A publisher whose clocks all run 500 ppm fast and are ten hours off.
    struct Publisher {
        var audio: AudioSource
        var video: VideoSource
        let audioStart: UInt32
        let videoStart: UInt32
        let began: MonotonicTime

        init(ssrc: UInt32, audioStart: UInt32, videoStart: UInt32, began: MonotonicTime) {
            audio = AudioSource(ssrc: ssrc + 0x10)
            video = VideoSource(ssrc: ssrc)
            self.audioStart = audioStart
            self.videoStart = videoStart
            self.began = began
        }

        /// Seconds that passed on the publisher's clock.
        func seconds(_ now: MonotonicTime) -> Double {
            Double(now.nanoseconds - began.nanoseconds) * 1.0005 / 1e9
        }

        func ntp(_ now: MonotonicTime) -> NTPTime {
            NTPTime(nanosecondsSince1970: Stage.wall - 36_000_000_000_000 + Int64(seconds(now) * 1e9))
        }

        func audioTimestamp(_ now: MonotonicTime) -> UInt32 { audioStart &+ UInt32(seconds(now) * 48_000) }
        func videoTimestamp(_ now: MonotonicTime) -> UInt32 { videoStart &+ UInt32(seconds(now) * 90_000) }

        mutating func publish(on stage: Stage, captured: MonotonicTime, isKey: Bool) {
            audio.timestamp = audioTimestamp(captured)
            video.timestamp = videoTimestamp(captured)
            stage.receive(audio.packet())
            stage.receive(video.frame(isKey: isKey, packets: 2))
        }
    }

    /// The wall time in nanoseconds that a subscriber computes for `timestamp` from its newest report.
    func wallTime(_ timestamp: UInt32, _ report: SenderReport, clockRate: Double) -> Double {
        let ticks = Int32(bitPattern: timestamp &- report.rtpTimestamp)
        let epoch = NTPTime(nanosecondsSince1970: Stage.wall)
        return Double(report.ntp.nanoseconds(since: epoch)) + Double(ticks) / clockRate * 1e9
    }

    @Test("a skewed clock", arguments: 1...4 as ClosedRange<UInt64>) func skewed(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let stage = Stage()
        let sink = Stage.sink()
        stage.begin(Stage.audio(ssrcs: [0x110]), Stage.video(ssrcs: [0x100]))
        let feedback = SubscriberFeedback(sink: sink)
        feedback.add(stage.subscribe(sink, slot: 0, Stage.subscription(ssrc: 0x10)))
        feedback.add(stage.subscribe(sink, slot: 1, Stage.subscription(ssrc: 0x20)))

        for publication in 0..<2 as Range<UInt32> {
            let ssrc = 0x100 + publication * 0x100
            if publication > 0 { stage.begin(Stage.video(ssrcs: [ssrc]), Stage.audio(ssrcs: [ssrc + 0x10])) }
            var publisher = Publisher(
                ssrc: ssrc, audioStart: .random(in: 0 ... .max, using: &random),
                videoStart: .random(in: 0 ... .max, using: &random), began: stage.now)
            for step in 0..<1_500 {
                let captured = stage.now
                stage.now = captured.advanced(milliseconds: Int64.random(in: 5...15, using: &random))
                publisher.publish(on: stage, captured: captured, isKey: step == 0)
                // The tracks report at different moments, and reports are under way for different times.
                if step % 50 == 10 {
                    stage.receiveReport(
                        ssrc: ssrc + 0x10, ntp: publisher.ntp(captured),
                        timestamp: publisher.audioTimestamp(captured))
                }
                if step % 50 == 35 {
                    stage.receiveReport(
                        ssrc: ssrc, ntp: publisher.ntp(captured),
                        timestamp: publisher.videoTimestamp(captured))
                }
                stage.now = captured.advanced(milliseconds: 20)
                stage.poll()
                if step % 3 == 0 { feedback.poll(now: stage.now) }
                guard step > 100 else { continue }
                try expectInStep(sink, seed: seed, step: step)
            }
            stage.now = stage.now.advanced(milliseconds: 3_000)
        }
    }

    /// Packets captured at the same moment must be told the same wall time, within a millisecond.
    func expectInStep(_ sink: RecordingSink, seed: UInt64, step: Int) throws {
        let audio = try #require(sink.sent.last { $0.header.ssrc == 0x10 })
        let video = try #require(sink.sent.last { $0.header.ssrc == 0x20 })
        let audioReport = try #require(
            sink.compounds.lazy.reversed().compactMap { lastReport($0, 0x10) }.first)
        let videoReport = try #require(
            sink.compounds.lazy.reversed().compactMap { lastReport($0, 0x20) }.first)
        let difference =
            wallTime(audio.header.timestamp, audioReport, clockRate: 48_000)
            - wallTime(video.header.timestamp, videoReport, clockRate: 90_000)
        #expect(abs(difference) < 1_000_000, "seed \(seed), step \(step): \(difference) ns apart")
    }

    func lastReport(_ compound: [UInt8], _ ssrc: UInt32) -> SenderReport? {
        if case .senderReport(let report) = readRTCP(compound).first, report.ssrc == ssrc {
            report
        } else {
            nil
        }
    }
}
