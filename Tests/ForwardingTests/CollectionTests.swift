// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport
import Testing

@Suite("Packets that are collected leave as if each had left at once") struct CollectionTests {
    /// The same happens to two broadcasts, one of which collects.
    struct Twins {
        let prompt = Stage()
        let collecting = Stage()
        var sinks: [(prompt: RecordingSink, collecting: RecordingSink)] = []

        mutating func join() {
            let pair = (prompt: Stage.sink(Stage.extensions), collecting: Stage.sink(Stage.extensions))
            sinks.append(pair)
            _ = prompt.subscribe(pair.prompt)
            _ = collecting.subscribe(pair.collecting)
        }

        func both(_ body: (Stage) -> Void) {
            body(prompt)
            body(collecting)
        }

        func receive(_ packet: [UInt8]) {
            prompt.receive(packet)
            collecting.broadcast.collectRTP(packet.span, now: collecting.now)
        }

        func endWakeUp() {
            collecting.broadcast.forwardCollected()
            both { $0.wait(milliseconds: 11) }
        }
    }

    @Test("joins, losses, stragglers and new sources at any time", arguments: 1...24 as ClosedRange<UInt64>)
    func sameForEverybody(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var link = LossyLink(
            seed: seed &* 17, lossPercent: Int(seed % 4), duplicatePercent: 3, reordering: Int(seed % 9))
        var twins = Twins()
        twins.both { $0.begin(Stage.video(ssrcs: [])) }
        twins.join()
        for ssrc in 1...3 as ClosedRange<UInt32> {
            var source = VideoSource()
            source.ssrc = ssrc
            source.mark = ssrc * 1_000_000
            if random.chance(percent: 50) { twins.both { $0.begin(Stage.video(ssrcs: [ssrc])) } }
            for frame in 0..<50 {
                for packet in source.frame(
                    isKey: frame % 15 == 0, packets: .random(in: 1...20, using: &random))
                {
                    if random.chance(percent: 2) { twins.join() }
                    for arrived in link.send(packet) { twins.receive(arrived) }
                    if random.chance(percent: 10) { twins.endWakeUp() }
                }
                if random.chance(percent: 70) { twins.endWakeUp() }
            }
            for arrived in link.drain() { twins.receive(arrived) }
            twins.endWakeUp()
        }
        #expect(
            twins.sinks.contains { $0.prompt.sent.count > 200 }, "seed \(seed): there is something to compare"
        )
        for (index, pair) in twins.sinks.enumerated() {
            #expect(pair.prompt.sent == pair.collecting.sent, "seed \(seed), sink \(index)")
        }
        #expect(twins.prompt.pictureLossCount == twins.collecting.pictureLossCount, "seed \(seed)")
    }

    @Test func `nothing leaves before the end of the wake-up, or before too much waits`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        for packet in source.frame(isKey: true, packets: Limits.collectedPackets) {
            stage.broadcast.collectRTP(packet.span, now: stage.now)
        }
        #expect(sink.sent.isEmpty)
        for packet in source.frame(packets: 1) { stage.broadcast.collectRTP(packet.span, now: stage.now) }
        #expect(sink.sent.count == Limits.collectedPackets)
        stage.broadcast.forwardCollected()
        #expect(sink.sent.count == Limits.collectedPackets + 1)
    }

    @Test func `each subscriber gets all of them before the next gets one`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let order = Order()
        let sinks = (0..<40).map { OrderSink($0, order) }
        for sink in sinks { _ = stage.subscribe(sink) }
        var source = VideoSource()
        for packet in source.frame(isKey: true, packets: 3) {
            stage.broadcast.collectRTP(packet.span, now: stage.now)
        }
        stage.broadcast.forwardCollected()
        #expect(order.numbers == (0..<40).flatMap { [$0, $0, $0] })
        // While one seat's packets leave, the memory of the next one in the row is fetched.
        #expect(order.fetched == (0..<39).filter { $0 != 31 }.map { OrderSink.address($0 + 1) })
    }
}

/// Who was sent something, in order.
private final class Order {
    var numbers: [Int] = []
    /// Addresses by lines, in order.
    var fetched: [UInt64] = []
}

private final class OrderSink: PacketSink {
    private let number: Int
    private let order: Order

    init(_ number: Int, _ order: Order) {
        self.number = number
        self.order = order
        super.init(extensions: HeaderExtensionMap(), twoByteExtensions: false)
    }

    static func address(_ number: Int) -> UInt64 { UInt64(number + 1) << 20 }

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        order.numbers.append(number)
    }

    override func footprint(of subscription: Subscription) -> Footprint {
        var footprint = Footprint()
        footprint.add(Self.address(number), bytes: 1)
        return footprint
    }

    override func prefetch(_ footprint: Footprint) {
        let line = footprint.runs[0] & (1 << 54 - 1)
        if line != 0 { order.fetched.append(line * Footprint.lineBytes) }
    }
}
