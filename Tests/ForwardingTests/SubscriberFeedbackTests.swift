// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Testing

@Suite struct SubscriberFeedbackTests {
    struct Scene {
        let stage = Stage()
        let sink = Stage.sink()
        let subscription: Subscription
        let feedback: SubscriberFeedback

        init(rtx: Bool = true, packets: Int = 10) {
            stage.begin(Stage.video())
            subscription = stage.subscribe(sink, Stage.subscription(rtx: rtx))
            feedback = SubscriberFeedback(sink: sink)
            feedback.add(subscription)
            var source = VideoSource()
            stage.receive(source.frame(isKey: true, packets: packets))
        }

        func receive(_ packet: (inout [UInt8]) -> Void) {
            var bytes: [UInt8] = []
            packet(&bytes)
            feedback.receiveRTCP(bytes.span, now: stage.now)
        }
    }

    @Test func `a resend travels in the retransmission stream, RFC 4588 §4`() throws {
        let scene = Scene()
        let original = scene.sink.sent[4]
        scene.feedback.nack(0x1000, [65_004, 65_005], now: scene.stage.now)
        let resent = scene.sink.sent(0x1001)
        #expect(resent.map(\.header.sequenceNumber) == [65_535, 0])
        #expect(resent.allSatisfy { $0.header.payloadType == 121 })
        let first = try #require(resent.first)
        #expect(first.payload == [0xFD, 0xEC] + original.payload)
        #expect(first.header.timestamp == original.header.timestamp)
        #expect(scene.subscription.statistics.resentPackets == 2)
    }

    @Test func `without a retransmission stream the packet itself goes again`() {
        let scene = Scene(rtx: false)
        let original = scene.sink.sent[4]
        scene.feedback.nack(0x1000, [65_004], now: scene.stage.now)
        #expect(scene.sink.sent.count == 11)
        #expect(scene.sink.sent.last == original)
        #expect(scene.sink.repeats == 1)
    }

    @Test(arguments: [true, false])
    func `what differs from sending to sending is in the packets only if those are never repeated`(
        _ rtx: Bool
    ) {
        let stage = Stage()
        let sink = Stage.sink(Stage.extensions)
        stage.begin(Stage.video())
        let subscription = stage.subscribe(sink, Stage.subscription(rtx: rtx))
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 2))
        #expect(sink.sent.count == 2 && subscription.statistics.packets == 2)
        for packet in sink.sent {
            #expect((packet.data(of: .absSendTime, Stage.extensions) != nil) == rtx)
            #expect((packet.data(of: .transportSequenceNumber, Stage.extensions) != nil) == rtx)
        }
        #expect(sink.nextTransportSequence == (rtx ? 2 : 0))
    }

    @Test func `a full path costs whole frames until a keyframe, and numbers go on`() throws {
        let stage = Stage()
        let sink = Stage.sink()
        stage.begin(Stage.video())
        let subscription = stage.subscribe(sink, Stage.subscription())
        var source = VideoSource()
        stage.receive(source.frame(isKey: true, packets: 3))
        subscription.resync(now: stage.now)
        stage.receive(source.frame(isKey: false, packets: 3))
        #expect(sink.sent.count == 3 && subscription.statistics.isWaiting)
        #expect(subscription.statistics.drops[.pathCongested] == 1)
        // Told again while it waits, nothing more happens.
        subscription.resync(now: stage.now)
        #expect(subscription.statistics.drops[.pathCongested] == 1)
        stage.wait(milliseconds: 600)
        #expect(stage.pictureLossCount > 0)
        stage.receive(source.frame(isKey: true, packets: 2))
        #expect(sink.sent.count == 5)
        let numbers = sink.sent.map(\.header.sequenceNumber)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 &+ 1 })
    }

    @Test func `one packet goes at most once a round trip`() {
        let scene = Scene()
        scene.feedback.nack(0x1000, [65_004], now: scene.stage.now)
        scene.feedback.nack(0x1000, [65_004], now: scene.stage.now.advanced(milliseconds: 99))
        #expect(scene.sink.sent(0x1001).count == 1)
        scene.feedback.nack(0x1000, [65_004], now: scene.stage.now.advanced(milliseconds: 100))
        #expect(scene.sink.sent(0x1001).count == 2)
        #expect(scene.subscription.statistics.drops[.resendTooSoon] == 1)
    }

    @Test func `what was never sent or is long gone is not resent`() {
        let scene = Scene()
        scene.feedback.nack(0x1000, [64_999, 65_010, 3], now: scene.stage.now)
        #expect(scene.sink.sent.count == 10)
        #expect(scene.subscription.statistics.drops[.resendNotCached] == 3)
        scene.feedback.nack(0x9999, [65_000], now: scene.stage.now)
        #expect(scene.feedback.drops[.unreadableFeedback] == 1)
    }

    @Test func `a flood of NACKs costs a fifth of the bitrate at most`() {
        let scene = Scene(packets: 1_000)
        var now = scene.stage.now
        for _ in 0..<200 {
            now = now.advanced(milliseconds: 150)
            scene.feedback.nack(0x1000, (0..<500).map { 65_000 &+ $0 }, now: now)
        }
        let statistics = scene.subscription.statistics
        #expect(statistics.resentBytes <= statistics.bytes / 5 + 65_536 + 1_500)
        #expect(statistics.drops[.resendOverBudget] > 0)
    }

    @Test func `reports tell loss and round trip`() {
        let scene = Scene()
        let sent = scene.stage.now
        let block = ReportBlock(
            ssrc: 0x1000, fractionLost: 12, cumulativeLost: -3, highestSequence: 1, jitter: 44,
            lastSenderReport: scene.stage.clock.ntp(sent).middle32, delaySinceLastSenderReport: 32_768)
        scene.stage.now = sent.advanced(milliseconds: 580)
        scene.receive { ReceiverReport(ssrc: 1, reports: [block]).write(into: &$0) }
        let statistics = scene.subscription.statistics
        #expect(statistics.fractionLost == 12)
        #expect(statistics.cumulativeLost == -3)
        #expect(statistics.jitter == 44)
        #expect(statistics.roundTripMicroseconds.map { abs($0 - 80_000) < 40 } == true)
        #expect(scene.feedback.roundTripMicroseconds == statistics.roundTripMicroseconds)
    }

    @Test func `a nonsense report has no round trip`() {
        let scene = Scene()
        let block = ReportBlock(
            ssrc: 0x1000, fractionLost: 0, cumulativeLost: 0, highestSequence: 0, jitter: 0,
            lastSenderReport: 5,
            delaySinceLastSenderReport: .max)
        scene.receive { ReceiverReport(ssrc: 1, reports: [block]).write(into: &$0) }
        #expect(scene.feedback.roundTripMicroseconds == nil)
    }

    @Test func `estimates are remembered`() {
        let scene = Scene()
        scene.receive {
            ReceiverEstimatedMaximumBitrate(senderSSRC: 1, bitrate: 2_000_000, ssrcs: [0x1000]).write(
                into: &$0)
        }
        #expect(scene.feedback.estimatedBitrate.map { $0 > 1_990_000 && $0 <= 2_000_000 } == true)
        #expect(scene.feedback.transportFeedback == nil)
    }

    @Test func `the first sender report follows the first packet, then one each second`() throws {
        let scene = Scene()
        scene.stage.now = scene.stage.now.advanced(milliseconds: 50)
        scene.feedback.poll(now: scene.stage.now)
        #expect(scene.sink.reports(0x1000).count == 1)
        for _ in 0..<30 {
            scene.stage.now = scene.stage.now.advanced(milliseconds: 100)
            scene.feedback.poll(now: scene.stage.now)
        }
        let reports = scene.sink.reports(0x1000)
        #expect(reports.count == 4)
        #expect(reports.map(\.packetCount) == [10, 10, 10, 10])
        let payload = scene.sink.sent.reduce(0) { $0 + $1.payload.count }
        #expect(reports.first?.octetCount == UInt32(payload))
        let names = scene.sink.compounds.flatMap(readRTCP).compactMap { (packet) -> String? in
            if case .sourceDescription(let description) = packet {
                description.chunks.first?.cname
            } else {
                nil
            }
        }
        #expect(names == ["room", "room", "room", "room"])
    }

    @Test func `before its first packet a subscription reports nothing`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        let feedback = SubscriberFeedback(sink: sink)
        feedback.add(stage.subscribe(sink))
        feedback.poll(now: stage.now)
        #expect(sink.compounds.isEmpty)
    }

    @Test func `who was removed is not heard`() {
        let scene = Scene()
        scene.feedback.remove(scene.subscription)
        scene.feedback.nack(0x1000, [65_000], now: scene.stage.now)
        scene.feedback.poll(now: scene.stage.now)
        #expect(scene.sink.sent.count == 10)
        #expect(scene.sink.compounds.isEmpty)
    }
}
