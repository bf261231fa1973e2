// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport
import Testing

@Suite("Every NACK for a cached packet yields the same packet") struct ResendTests {
    @Test("resends", arguments: 1...30 as ClosedRange<UInt64>) func resends(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let withRTX = random.chance(percent: 50)
        let stage = Stage()
        let sink = Stage.sink(Stage.extensions)
        stage.begin(Stage.video(ssrcs: [0x100]))
        let subscription = stage.subscribe(sink, Stage.subscription(rtx: withRTX))
        let feedback = SubscriberFeedback(sink: sink)
        feedback.add(subscription)
        for publication in 1...2 as ClosedRange<UInt32> {
            if publication > 1 { stage.begin(Stage.video(ssrcs: [publication * 0x100])) }
            var source = VideoSource(ssrc: publication * 0x100)
            source.pictureID = 120
            source.isPictureIDLong = random.chance(percent: 50)
            source.extensions = [(5, [UInt8(publication)])]
            for frame in 0..<40 {
                stage.receive(source.frame(isKey: frame == 0, packets: Int.random(in: 1...9, using: &random)))
                stage.wait(milliseconds: 33)
            }
        }
        let originals = sink.sent
        for _ in 0..<60 {
            stage.now = stage.now.advanced(milliseconds: 200)
            let original = try #require(originals.randomElement(using: &random))
            let count = sink.sent.count
            feedback.nack(0x1000, [original.header.sequenceNumber], now: stage.now)
            try #require(sink.sent.count == count + 1, "seed \(seed): a cached packet is sent again")
            expectSame(sink.sent[count], original, withRTX: withRTX, seed: seed)
        }
    }

    func expectSame(_ resent: SentPacket, _ original: SentPacket, withRTX: Bool, seed: UInt64) {
        let prefix = withRTX ? original.bytes[2..<4] : []
        #expect(resent.payload == Array(prefix) + original.payload, "seed \(seed)")
        #expect(resent.header.timestamp == original.header.timestamp, "seed \(seed)")
        #expect(resent.header.marker == original.header.marker, "seed \(seed)")
        #expect(resent.header.ssrc == (withRTX ? 0x1001 : 0x1000), "seed \(seed)")
        let map = Stage.extensions
        #expect(
            resent.data(of: .videoOrientation, map) == original.data(of: .videoOrientation, map),
            "seed \(seed)")
        // Under its own number the packet must be the same bytes (RFC 7714 §8.1).
        if !withRTX { #expect(resent.bytes == original.bytes, "seed \(seed)") }
    }
}
