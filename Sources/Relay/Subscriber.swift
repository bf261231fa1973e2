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
    /// What its m-lines carry.
    private(set) var feeds: [Feed] = []
    private(set) var isConnected = false
    /// Whether it has left; nothing of it may be used then.
    private(set) var isEnded = false

    private let transport: PeerTransport
    /// Refers back to this sink, so it is let go when the subscriber ends.
    private var feedback: SubscriberFeedback?
    private unowned let core: WorkerCore
    private var subscriptions: [Subscription] = []
    /// Of which nothing is sent for now.
    private var paused: [TrackSelection.Source] = []

    /// A subscriber that nothing is sent to yet.
    init(session: PeerSession, core: WorkerCore) {
        self.session = session
        self.core = core
        transport = session.transport
        super.init(extensions: HeaderExtensionMap(), twoByteExtensions: false)
        feedback = SubscriberFeedback(sink: self)
        session.owner = self
    }

    /// A subscriber whose feeds are those of its plan.
    convenience init(session: PeerSession, plan: MediaPlan, feeds: [Feed], core: WorkerCore) {
        self.init(session: session, core: core)
        agree(plan.sections, extmapAllowMixed: plan.extmapAllowMixed)
        carry(feeds)
    }

    /// Takes note of the extensions that were agreed on; feeds that begin from now on have them.
    func agree(_ sections: [MediaSection], extmapAllowMixed: Bool) {
        extensions = HeaderExtensionMap(sections.flatMap(\.extensions))
        twoByteExtensions = extmapAllowMixed
    }

    /// Carries exactly these feeds from now on, or once it is connected. Those that it carries already go on
    /// undisturbed.
    func carry(_ next: [Feed]) {
        for feed in feeds where !next.contains(where: { $0.sending.ssrc == feed.sending.ssrc }) { end(feed) }
        let fresh = next.filter { feed in !feeds.contains { $0.sending.ssrc == feed.sending.ssrc } }
        feeds = next
        if isConnected { begin(fresh) }
    }

    /// Sends nothing of these sources for now, and of all others what it carries.
    func pause(_ sources: [TrackSelection.Source]) {
        paused = sources
        for feed in feeds {
            guard let subscription = subscription(of: feed) else { continue }
            if sources.contains(feed.source) {
                subscription.pause()
            } else {
                subscription.resume(now: core.now)
            }
        }
    }

    /// Sends nothing of these tracks for now; see ``pause(_:)``.
    func hold(_ held: [HeldTracks]) {
        pause(feeds.map(\.source).filter { source in held.contains { $0.holds(source) } })
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
        subscriptions.contains { mine in others.contains { $0 === mine } }
    }

    /// What its subscriptions count.
    var statistics: [SubscriptionStatistics] { subscriptions.map(\.statistics) }

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        transport.sendRTP(head, payload: payload)
    }

    override func resend(_ head: PacketHeadView, payload: Span<UInt8>) {
        transport.sendRTP(head, payload: payload, isRepeat: true)
    }

    override func footprint(of subscription: Subscription) -> Footprint {
        transport.footprint(with: [subscription, self])
    }

    override func prefetch(_ footprint: Footprint) {
        footprint.prefetch()
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
        begin(feeds)
        core.didConnect(subscriber: self)
        // Somebody else may have begun to publish between the answer and now.
        core.endSubscribers(holding: subscriptions.filter { !$0.isCodecMatching })
    }

    /// Half a picture is worth nothing: the rest waits for the next keyframe.
    func didCongest() {
        for subscription in subscriptions { subscription.resync(now: core.now) }
    }

    func didClose(_ reason: TransportCloseReason) {
        core.end(session.id, PeerEndReason(reason))
    }

    /// Takes all its subscriptions out of their broadcasts.
    func unsubscribe() {
        for feed in feeds { end(feed) }
        feedback = nil
        isEnded = true
    }

    private func begin(_ feeds: [Feed]) {
        for feed in feeds {
            let subscription = feed.source.hosted.broadcast.subscribe(
                feed.configuration,
                slot: feed.source.slot,
                sink: self,
                isPaused: paused.contains(feed.source),
                now: core.now
            )
            feedback?.add(subscription)
            subscriptions.append(subscription)
        }
    }

    private func subscription(of feed: Feed) -> Subscription? {
        subscriptions.first { $0.configuration.ssrc == feed.sending.ssrc }
    }

    private func end(_ feed: Feed) {
        let ssrc = feed.sending.ssrc
        guard let index = subscriptions.firstIndex(where: { $0.configuration.ssrc == ssrc }) else { return }
        let subscription = subscriptions.remove(at: index)
        core.retire(subscription)
        feed.source.hosted.broadcast.unsubscribe(subscription)
        feedback?.remove(subscription)
        transport.forgetStream(ssrc)
        if let rtxSSRC = feed.sending.rtxSSRC { transport.forgetStream(rtxSSRC) }
    }
}

/// One m-line of a subscriber: the track it carries and how.
struct Feed {
    let source: TrackSelection.Source
    let configuration: SubscriptionConfiguration
    /// What stands in the answer about it.
    let sending: SendingTrack
}
