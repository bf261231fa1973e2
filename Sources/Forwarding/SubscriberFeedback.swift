// SPDX-License-Identifier: Apache-2.0

public import RTP

/// The RTCP of one subscriber, both ways: its NACKs, keyframe requests and reports in, sender reports out.
///
/// Owned by whoever owns the sink, and touched on its worker's thread only.
public final class SubscriberFeedback {
    /// The bitrate that the subscriber says it can receive (REMB), in bits per second; nil before it said so.
    public private(set) var estimatedBitrate: UInt64?
    /// The newest transport-wide feedback.
    public private(set) var transportFeedback: TransportFeedback?
    /// The smoothed round trip in microseconds; nil before a report told it.
    public private(set) var roundTripMicroseconds: Int64?
    /// Feedback that went no further, by reason.
    public private(set) var drops = DropCounts()

    /// Weak, since the owner may well be the sink.
    private weak var sink: PacketSink?
    /// At most ``Limits/subscriptionsPerSubscriber``.
    private var subscriptions: [Subscription] = []
    private var compound: [UInt8] = []

    /// The feedback of the subscriber behind `sink`.
    public init(sink: PacketSink) {
        self.sink = sink
    }

    /// Adds a subscription whose SSRC is new to the subscriber; beyond
    /// ``Limits/subscriptionsPerSubscriber`` it is left out and gets no feedback.
    public func add(_ subscription: Subscription) {
        guard subscriptions.count < Limits.subscriptionsPerSubscriber else { return }
        subscriptions.append(subscription)
    }

    /// Removes a subscription; fine if it is not there.
    public func remove(_ subscription: Subscription) {
        subscriptions.removeAll { $0 === subscription }
    }

    /// Acts on what the subscriber sent. Total: what can't be read is counted and left.
    public func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        var reader = RTCPReader(compound)
        var budget = Limits.nacksPerCompound
        while let packet = reader.next() {
            receive(packet, nackBudget: &budget, now: now)
        }
        if reader.error != nil { drops.count(.unreadableFeedback) }
    }

    /// Sends sender reports when one is due, and then of all subscriptions: reports of the same moment keep sound and
    /// picture in step. Call it at least each 100 ms, since the first report should follow the first packet soon.
    public func poll(now: MonotonicTime) {
        guard subscriptions.contains(where: { $0.isReportDue(now: now) }) else { return }
        for subscription in subscriptions {
            compound.removeAll(keepingCapacity: true)
            subscription.report(now: now, into: &compound)
            if !compound.isEmpty { sink?.sendRTCP(compound.span) }
        }
    }

    private func receive(_ packet: RTCPPacket, nackBudget: inout Int, now: MonotonicTime) {
        switch packet {
        case .senderReport(let report): receive(report.reports, now: now)
        case .receiverReport(let report): receive(report.reports, now: now)
        case .nack(let nack): receive(nack, budget: &nackBudget, now: now)
        case .pictureLoss(let request): requestKeyframe(request.mediaSSRC, now: now)
        case .fullIntra(let request):
            for entry in request.entries { requestKeyframe(entry.ssrc, now: now) }
        case .transportFeedback(let feedback): transportFeedback = feedback
        case .remb(let estimate): estimatedBitrate = estimate.bitrate
        case .sourceDescription, .goodbye, .unknown: break
        }
    }

    private func receive(_ blocks: [ReportBlock], now: MonotonicTime) {
        for block in blocks {
            guard let subscription = subscription(block.ssrc),
                let sample = subscription.record(block, now: now)
            else { continue }
            roundTripMicroseconds = roundTripMicroseconds.map { $0 + (sample - $0) / 8 } ?? sample
        }
    }

    private func receive(_ nack: GenericNACK, budget: inout Int, now: MonotonicTime) {
        guard let subscription = subscription(nack.mediaSSRC) else { return drops.count(.unreadableFeedback) }
        // A measured round trip of nothing would let one packet be asked for endlessly.
        let roundTrip = roundTripMicroseconds.map { max($0 / 1_000, 10) } ?? Limits.roundTripMilliseconds
        for sequenceNumber in nack.sequenceNumbers.prefix(budget) {
            subscription.resend(sequenceNumber, roundTripMilliseconds: roundTrip, now: now)
        }
        budget -= min(budget, nack.sequenceNumbers.count)
    }

    private func requestKeyframe(_ ssrc: UInt32, now: MonotonicTime) {
        guard let subscription = subscription(ssrc) else { return drops.count(.unreadableFeedback) }
        subscription.requestKeyframe(now: now)
    }

    /// A subscriber has few subscriptions: a search beats a dictionary.
    private func subscription(_ ssrc: UInt32) -> Subscription? {
        subscriptions.first { $0.configuration.ssrc == ssrc }
    }
}
