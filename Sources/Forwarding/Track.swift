// SPDX-License-Identifier: Apache-2.0

public import RTP

/// One slot of a broadcast: what arrives of an audio or video, and everyone subscribed to it.
///
/// Survives publications: the next one's track of the same kind takes the slot. Touched on its broadcast's worker only.
public final class Track {
    /// Its place among the broadcast's tracks.
    public let slot: Int
    /// Audio or video; never changes.
    public let kind: MediaKind
    /// What was agreed on with the publisher, or with the last one.
    public private(set) var configuration: TrackConfiguration
    /// Whether a publication feeds the slot now.
    public private(set) var isPublished = false

    let layer: Layer
    private(set) var subscriptions: [Subscription] = []
    /// The same, as the fan-out goes through them; nil when they must be seated anew.
    private var seated: [SubscriptionRow]?
    /// What waits to be sent to all subscriptions, and what is being sent; taken in turns, so that neither is allocated
    /// again.
    private var collected: [MediaPacket] = []
    private var leaving: [MediaPacket] = []
    /// The lowest number that was collected.
    private var lowestCollected: Int64 = .max
    /// What packets that leave now carry.
    var absSendTime: UInt32 = 0
    var replays: [Replay] = []
    /// Subscriptions at the gate that only a keyframe lets in.
    private(set) var waiting = 0
    var keyframes = KeyframeRequester()
    var drops = DropCounts()
    /// The clock of the present publication, shared by its tracks.
    private(set) var publisherClock = PublisherClock()
    var pictureLossIndications: UInt64 = 0
    var fullIntraRequests: UInt64 = 0

    init(slot: Int, configuration: TrackConfiguration) {
        self.slot = slot
        self.configuration = configuration
        kind = configuration.kind
        layer = Layer(
            cacheCapacity: configuration.kind == .video ? Limits.videoCachePackets : Limits.audioCachePackets
        )
        collected.reserveCapacity(Limits.collectedPackets)
        leaving.reserveCapacity(Limits.collectedPackets)
    }

    /// The SSRC that the slot's packets come from; nil while none come.
    public var ssrc: UInt32? { layer.source?.ssrc }

    /// A snapshot of the figures.
    public func statistics(now: MonotonicTime) -> TrackStatistics {
        TrackStatistics(
            slot: slot, kind: kind, codec: configuration.codec, ssrc: ssrc,
            subscriptions: subscriptions.count,
            packets: layer.packets, bytes: layer.bytes, bitrate: layer.rate.bitrate(now: now),
            lost: layer.lost,
            recovered: layer.recovered, nackedPackets: layer.asked, keyframes: layer.keyframes,
            pictureLossIndications: pictureLossIndications, fullIntraRequests: fullIntraRequests,
            jitter: layer.source?.jitter.jitter ?? 0, drops: drops
        )
    }

    // MARK: - Sources

    /// A new publication feeds the slot; the subscriptions that were answered with another codec.
    func publish(_ configuration: TrackConfiguration, clock: PublisherClock) -> [Subscription] {
        forwardCollected()
        self.configuration = configuration
        publisherClock = clock
        isPublished = true
        for subscription in subscriptions {
            subscription.isCodecMatching = subscription.codec == configuration.codec
        }
        changeSource()
        return subscriptions.filter { !$0.isCodecMatching }
    }

    /// The publisher agreed on something else about the source that goes on.
    func revise(_ configuration: TrackConfiguration) {
        self.configuration = configuration
    }

    /// The publication ended; the subscriptions wait for another.
    func unpublish() {
        isPublished = false
        changeSource()
    }

    /// What comes next is another source: every subscription closes its gate and will splice.
    func changeSource() {
        forwardCollected()
        layer.endSource()
        keyframes.sourceChanged()
        replays.removeAll()
        for subscription in subscriptions {
            subscription.gate.close()
            subscription.isNewSource = true
        }
        recountWaiting()
    }

    // MARK: - Subscriptions

    /// Has a packet, which lies in the cache, leave with the others of its wake-up.
    func collect(_ packet: MediaPacket) {
        collected.append(packet)
        lowestCollected = min(lowestCollected, packet.number)
    }

    /// Sends on what was collected, if the packet `number` would be too much or take the place of one in the cache.
    func makeRoom(for number: Int64) {
        guard !collected.isEmpty else { return }
        if collected.count == Limits.collectedPackets || number - lowestCollected >= layer.cache.capacity {
            forwardCollected()
        }
    }

    /// Sends what was collected to every subscription.
    func forwardCollected() {
        guard !collected.isEmpty else { return }
        swap(&collected, &leaving)
        lowestCollected = .max
        fanOut(leaving)
        leaving.removeAll(keepingCapacity: true)
    }

    /// The loop that everything else is shaped around: one subscription after the other, so that what belongs to each is
    /// fetched into the processor's cache once for all packets.
    private func fanOut(_ packets: [MediaPacket]) {
        // A copy, so that whoever is called below may subscribe or unsubscribe.
        let rows = rows
        var slab = layer.cache.lend()
        var bytes = slab.mutableSpan
        var head = PacketHead()
        for row in rows {
            row.forward(packets.span, bytes: &bytes, absSendTime: absSendTime, head: &head)
        }
        layer.cache.restore(slab)
    }

    /// The subscriptions in rows. Seats them if that changed: once per packet at most.
    var rows: [SubscriptionRow] {
        if let seated { return seated }
        let rows = SubscriptionRow.rows(of: subscriptions)
        seated = rows
        return rows
    }

    func add(_ subscription: Subscription, now: MonotonicTime) {
        forwardCollected()
        subscriptions.append(subscription)
        seated = nil
        recountWaiting()
        guard kind == .video, isPublished, subscription.isCodecMatching, !subscription.isPaused else {
            return
        }
        if let start = layer.replayStart(now: now) {
            subscription.open(at: start, isReplay: true)
        } else {
            requestKeyframe(.join, now: now)
        }
    }

    func remove(_ subscription: Subscription) {
        subscriptions.removeAll { $0 === subscription }
        seated = nil
        replays.removeAll { $0.subscription === subscription }
        subscription.track = nil
        subscription.gate.close()
        recountWaiting()
    }

    /// A subscription's gate has opened.
    func opened(_ subscription: Subscription, isReplay: Bool) {
        if kind == .video { waiting -= 1 }
        if isReplay { replays.append(Replay(subscription: subscription)) }
    }

    /// Wants a keyframe, together with whoever else does.
    func requestKeyframe(_ cause: KeyframeRequester.Cause, now: MonotonicTime) {
        guard kind == .video, isPublished else { return }
        keyframes.request(cause, now: now)
    }

    private func recountWaiting() {
        guard kind == .video else { return }
        waiting = subscriptions.count { $0.gate.isClosed && $0.isCodecMatching && !$0.isPaused }
    }

    /// A subscription wants nothing for now.
    func pause(_ subscription: Subscription) {
        replays.removeAll { $0.subscription === subscription }
        subscription.gate.close()
        recountWaiting()
    }

    /// A subscription that was paused waits for its next beginning.
    func resume(_ subscription: Subscription, now: MonotonicTime) {
        recountWaiting()
        if subscription.isCodecMatching { requestKeyframe(.join, now: now) }
    }

    /// Has a subscription begin again with the next keyframe.
    func close(_ subscription: Subscription, _ reason: DropReason) {
        replays.removeAll { $0.subscription === subscription }
        subscription.gate.close()
        subscription.figures.drops.count(reason)
        recountWaiting()
    }
}
