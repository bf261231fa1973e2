// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport
import Testing

@Suite("Whatever the network does, what leaves is in order") struct ContiguityTests {
    /// One run: several publications over a bad link, joiners at any time.
    struct Run {
        let stage = Stage()
        var random: SeededRandom
        var link: LossyLink
        var sinks: [RecordingSink] = []
        var publication: UInt32 = 0

        init(seed: UInt64, lossPercent: Int) {
            random = SeededRandom(seed: seed)
            link = LossyLink(
                seed: seed &* 31, lossPercent: lossPercent, duplicatePercent: 3, reordering: Int(seed % 12))
            stage.begin(Stage.video(ssrcs: [1]))
        }

        mutating func join() {
            let sink = Stage.sink(Stage.extensions)
            sinks.append(sink)
            _ = stage.subscribe(
                sink, Stage.subscription(first: UInt16.random(in: 0 ... .max, using: &random)))
        }

        mutating func publish() {
            publication += 1
            let ssrc = publication * 0x100
            stage.begin(Stage.video(ssrcs: [ssrc]))
            var source = VideoSource()
            source.ssrc = ssrc
            source.sequenceNumber = .random(in: 0 ... .max, using: &random)
            source.timestamp = .random(in: 0 ... .max, using: &random)
            source.mark = publication * 1_000_000
            for frame in 0..<60 {
                if random.chance(percent: 5) { join() }
                let count = Int.random(in: 1...12, using: &random)
                var packets = source.frame(isKey: frame % 20 == 0, packets: count)
                while random.chance(percent: 30) { packets.append(source.padding()) }
                for packet in packets { stage.receive(link.send(packet)) }
                stage.wait(milliseconds: 33)
            }
            stage.receive(link.drain())
            stage.wait(milliseconds: 100)
        }
    }

    @Test("lossless but reordered, padded and doubled", arguments: 1...20 as ClosedRange<UInt64>)
    func lossless(_ seed: UInt64) {
        var run = Run(seed: seed, lossPercent: 0)
        run.join()
        for _ in 0..<3 { run.publish() }
        for (index, sink) in run.sinks.enumerated() where !sink.sent.isEmpty {
            let numbers = sink.sent.map(\.header.sequenceNumber)
            let places = unwrapped(numbers).sorted()
            let hole = zip(places, 0...).first { $0 != $1 }?.1
            #expect(hole == nil, "seed \(seed), sink \(index): every number once")
            let first = sink.sent[0]
            #expect(first.payload[5] & 1 == 0, "seed \(seed), sink \(index): it begins with a keyframe")
            expectPicturesContinue(sink, seed: seed)
        }
    }

    @Test("lost packets are the only holes", arguments: 100...106 as ClosedRange<UInt64>)
    func lossy(_ seed: UInt64) {
        var run = Run(seed: seed, lossPercent: 3)
        run.join()
        for _ in 0..<3 { run.publish() }
        for sink in run.sinks where !sink.sent.isEmpty {
            let distances = unwrapped(sink.sent.map(\.header.sequenceNumber))
            #expect(Set(distances).count == distances.count, "seed \(seed): no number twice")
            let span = (distances.max() ?? 0) + 1
            // 3 % of packets are lost, and the fillers of padding that was lost.
            #expect(distances.count * 100 > span * 85, "seed \(seed): \(distances.count) of \(span)")
        }
    }

    /// In rising order the packets' marks must rise, and picture ids must go on by frames.
    func expectPicturesContinue(_ sink: RecordingSink, seed: UInt64) {
        let places = unwrapped(sink.sent.map(\.header.sequenceNumber))
        let ordered = zip(places, sink.sent).sorted { $0.0 < $1.0 }.map(\.1).filter { !$0.payload.isEmpty }
        let broken = zip(ordered, ordered.dropFirst()).first { !continues($0, $1) }
        #expect(broken == nil, "seed \(seed): pictures and timestamps go on")
    }

    func continues(_ before: SentPacket, _ after: SentPacket) -> Bool {
        let switched = mark(of: before) / 1_000_000 != mark(of: after) / 1_000_000
        let isNext = before.header.marker || switched
        let time = Int32(bitPattern: after.header.timestamp &- before.header.timestamp)
        let step = (picture(after) &- picture(before)) & 0x7FFF
        return mark(of: before) < mark(of: after) && step == (isNext ? 1 : 0)
            && (isNext ? time > 0 : time == 0)
    }

    func picture(_ packet: SentPacket) -> UInt16 {
        UInt16(packet.payload[2] & 0x7F) << 8 | UInt16(packet.payload[3])
    }

    /// Distances from the lowest number, which lies near the first.
    func unwrapped(_ numbers: [UInt16]) -> [Int] {
        var unwrapper = SequenceUnwrapper()
        let places = numbers.map { Int(unwrapper.unwrap($0)) }
        let lowest = places.min() ?? 0
        return places.map { $0 - lowest }
    }
}
