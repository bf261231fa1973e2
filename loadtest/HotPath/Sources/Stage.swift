// SPDX-License-Identifier: Apache-2.0

import CHotPath
import Forwarding
import RTP

/// A broadcast with its viewers, on a clock of its own: everything that a worker does for them, as it does it.
///
/// The clock runs as fast as the packets need it to: 300 packets a second are 2.9 Mbit/s.
final class Stage {
    private static let packetMicroseconds: Int64 = 3_333
    /// As the relay has it: a turn of upkeep each 5 ms, each viewer's reports looked at in every twentieth.
    private static let upkeepMicroseconds: Int64 = 5_000
    private static let slices = 20
    /// Bytes that leave before the payload: the fixed header and three extensions.
    static let headerBytes = 28

    private let broadcast: Broadcast
    private let feedback: [SubscriberFeedback]
    private let subscriptions: [Subscription]
    private let burst: Int
    private let endWakeUp: () -> Void
    private var video: PublishedVideo
    private var now = MonotonicTime(nanoseconds: 5_000_000_000)
    private var nextUpkeep: MonotonicTime
    private var slice = 0

    /// Calls of upkeep that asked for memory.
    private(set) var upkeepAllocations: Int64 = 0

    /// - Parameters:
    ///   - sinks: the viewers.
    ///   - options: how much of what.
    ///   - endWakeUp: called when all packets of a wake-up were forwarded.
    init(_ sinks: [PacketSink], _ options: Options, endWakeUp: @escaping () -> Void) {
        let start = now
        let clock = NTPClock(wallNanosecondsSince1970: 1_700_000_000_000_000_000, at: start)
        let broadcast = Broadcast(clock: clock)
        broadcast.beginPublication([Self.track], feedbackSSRC: 0xFEED, now: start)
        subscriptions = sinks.map { sink in
            broadcast.subscribe(Self.subscription(), slot: 0, sink: sink, now: start)
        }
        feedback = zip(sinks, subscriptions).map { sink, subscription in
            let feedback = SubscriberFeedback(sink: sink)
            feedback.add(subscription)
            return feedback
        }
        self.broadcast = broadcast
        self.endWakeUp = endWakeUp
        burst = options.burst
        video = PublishedVideo(payloadBytes: options.bytes - Self.headerBytes)
        nextUpkeep = now
        // Sender reports need the publisher's clock, and that a packet of its has come.
        wakeUp()
        receiveReport(at: clock)
    }

    /// RTP packets that subscriptions have sent.
    var packets: Int { subscriptions.reduce(0) { $0 + Int($1.statistics.packets) } }

    /// One wake-up of the loop: a burst of the publisher, sent to everybody, and the upkeep that is due meanwhile.
    func wakeUp() {
        for _ in 0..<burst {
            broadcast.collectRTP(video.packet.span, now: now)
            video.advance()
        }
        broadcast.forwardCollected()
        endWakeUp()
        now = now.advanced(microseconds: Self.packetMicroseconds * Int64(burst))
        let before = CHotPath_allocations()
        while nextUpkeep < now { takeTurn() }
        upkeepAllocations += CHotPath_allocations() - before
    }

    private func takeTurn() {
        broadcast.poll(now: nextUpkeep) { _ in }
        for index in stride(from: slice, to: feedback.count, by: Self.slices) {
            feedback[index].poll(now: nextUpkeep)
        }
        slice = (slice + 1) % Self.slices
        nextUpkeep = nextUpkeep.advanced(microseconds: Self.upkeepMicroseconds)
    }

    private func receiveReport(at clock: NTPClock) {
        var compound: [UInt8] = []
        SenderReport(
            ssrc: PublishedVideo.ssrc, ntp: clock.ntp(now), rtpTimestamp: video.timestamp, packetCount: 1,
            octetCount: 1
        ).write(into: &compound)
        broadcast.receiveRTCP(compound.span, now: now)
    }

    private static var track: TrackConfiguration {
        TrackConfiguration(
            kind: .video, codec: .vp8, clockRate: 90_000, payloadType: PublishedVideo.payloadType, mid: "v",
            ssrcs: [PublishedVideo.ssrc], feedback: [.nack, .pli, .transportCC]
        )
    }

    private static func subscription() -> SubscriptionConfiguration {
        SubscriptionConfiguration(
            ssrc: .random(in: 1...(.max - 1)), rtxSSRC: .random(in: 1...(.max - 1)), payloadType: 96,
            rtxPayloadType: 97, mid: "0", nack: true, firstSequence: .random(in: 0..<32_768),
            firstTimestamp: .random(in: 0...(.max)), cname: "longwave"
        )
    }

    /// What browsers agree to, which is what a viewer's packets carry.
    static var extensions: HeaderExtensionMap {
        var map = HeaderExtensionMap()
        map[.mid] = 1
        map[.absSendTime] = 2
        map[.transportSequenceNumber] = 3
        return map
    }
}
