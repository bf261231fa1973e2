// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

/// The peer that receives: a sink for its subscriptions' packets, in front of its transport.
///
/// Lives on its worker; its core owns it from the offer until it ends.
final class Subscriber: PacketSink, PeerSessionOwner {
    let session: PeerSession
    /// What its m-lines carry, by section.
    let feeds: [Feed]
    private(set) var isConnected = false
    /// Whether it has left; nothing of it may be used then.
    private(set) var isEnded = false

    private let transport: PeerTransport
    /// Refers back to this sink, so it is let go when the subscriber ends.
    private var feedback: SubscriberFeedback?
    private unowned let core: WorkerCore
    private var subscriptions: [(hosted: HostedBroadcast, subscription: Subscription)] = []

    init(session: PeerSession, feeds: [Feed], plan: MediaPlan, core: WorkerCore) {
        self.session = session
        self.feeds = feeds
        self.core = core
        transport = session.transport
        super.init(
            extensions: HeaderExtensionMap(plan.sections.flatMap(\.extensions)),
            twoByteExtensions: plan.extmapAllowMixed
        )
        feedback = SubscriberFeedback(sink: self)
        session.owner = self
    }

    /// The broadcasts that it watches, each once, in order.
    var broadcasts: [HostedBroadcast] {
        var seen: [HostedBroadcast] = []
        for feed in feeds where !seen.contains(where: { $0 === feed.source.hosted }) {
            seen.append(feed.source.hosted)
        }
        return seen
    }

    /// Whether one of `others` is its own.
    func holds(oneOf others: [Subscription]) -> Bool {
        subscriptions.contains { mine in others.contains { $0 === mine.subscription } }
    }

    /// What its subscriptions count.
    var statistics: [SubscriptionStatistics] { subscriptions.map(\.subscription.statistics) }

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        transport.sendRTP(head, payload: payload)
    }

    override func resend(_ head: PacketHeadView, payload: Span<UInt8>) {
        transport.sendRTP(head, payload: payload, isRepeat: true)
    }

    override func sendRTCP(_ compound: Span<UInt8>) {
        transport.sendRTCP(compound)
    }

    /// What is due of its RTCP.
    func poll(now: MonotonicTime) {
        feedback?.poll(now: now)
    }

    func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        // A subscriber has nothing to send; the transport counted the packet.
    }

    func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        feedback?.receiveRTCP(compound, now: now)
    }

    func didConnect() {
        isConnected = true
        let now = core.now
        for feed in feeds {
            let subscription = feed.source.hosted.broadcast.subscribe(
                feed.configuration,
                slot: feed.source.slot,
                sink: self,
                now: now
            )
            feedback?.add(subscription)
            subscriptions.append((feed.source.hosted, subscription))
        }
        core.didConnect(subscriber: self)
        // Somebody else may have begun to publish between the answer and now.
        guard subscriptions.allSatisfy(\.subscription.isCodecMatching) else {
            return core.end(session.id, .codecChanged)
        }
    }

    /// Half a picture is worth nothing: the rest waits for the next keyframe.
    func didCongest() {
        for (_, subscription) in subscriptions { subscription.resync(now: core.now) }
    }

    func didClose(_ reason: TransportCloseReason) {
        core.end(session.id, PeerEndReason(reason))
    }

    /// Takes all its subscriptions out of their broadcasts.
    func unsubscribe() {
        for (hosted, subscription) in subscriptions { hosted.broadcast.unsubscribe(subscription) }
        subscriptions.removeAll()
        feedback = nil
        isEnded = true
    }
}

/// One m-line of a subscriber: the track it carries and how.
struct Feed {
    let source: TrackSelection.Source
    let configuration: SubscriptionConfiguration
    /// What stands in the answer about it.
    let sending: SendingTrack
}
