// SPDX-License-Identifier: Apache-2.0

public import RTP

/// One broadcast name: the publication that feeds it, its tracks, and everyone subscribed to them.
///
/// The relay's mind, deterministic: packets and `now` come in, packets leave by each subscriber's ``PacketSink``, feedback
/// by ``poll(now:send:)``. Outlives its publications, so a publisher may go and come back while viewers stay. Owned by one
/// worker and touched on its thread only.
public final class Broadcast {
    /// In slot order; a slot is never removed.
    public private(set) var tracks: [Track] = []

    let clock: NTPClock
    var publication: Publication?
    /// Drops of packets that can't be told from a track.
    var drops = DropCounts()
    private var publications: UInt64 = 0
    /// What recognises the stragglers of the last publication, once it has ended.
    private var lastDemultiplexer: Demultiplexer?

    /// A broadcast that nobody publishes yet; `clock` dates its sender reports.
    public init(clock: NTPClock) {
        self.clock = clock
    }

    /// Whether somebody publishes.
    public var isPublishing: Bool { publication != nil }

    /// Whether media of the present publication has come.
    public var hasMedia: Bool { publication?.hasMedia ?? false }

    // MARK: - Publications

    /// Replaces the publication: each of `configurations` takes the next slot of its kind, or makes one (up to
    /// ``Limits/tracks``). Subscriptions continue at the next keyframe, sound at once.
    ///
    /// Returns the subscriptions that were answered with another codec than their slot now has: they are sent nothing,
    /// and their owner should end them. `feedbackSSRC` is that of our RTCP toward the publisher (random).
    @discardableResult
    public func beginPublication(
        _ configurations: [TrackConfiguration], feedbackSSRC: UInt32, now: MonotonicTime
    ) -> [Subscription] {
        let previous = publication?.demultiplexer ?? lastDemultiplexer
        let publisherClock = PublisherClock()
        var fed: [Track] = []
        var accepted: [TrackConfiguration] = []
        var mismatched: [Subscription] = []
        for configuration in configurations {
            guard let track = takeSlot(configuration, fed) else { continue }
            mismatched += track.publish(configuration, clock: publisherClock)
            fed.append(track)
            accepted.append(configuration)
        }
        for track in tracks where !fed.contains(where: { $0 === track }) { track.unpublish() }
        publication = Publication(
            feedbackSSRC: feedbackSSRC, tracks: fed, configurations: accepted, clock: publisherClock,
            after: previous, now: now
        )
        publications &+= 1
        return mismatched
    }

    /// Ends the publication; the subscriptions wait for the next. Fine if there is none.
    public func endPublication(now: MonotonicTime) {
        guard let ended = publication else { return }
        publication = nil
        lastDemultiplexer = Demultiplexer([], after: ended.demultiplexer, now: now)
        for track in tracks { track.unpublish() }
    }

    func takeSlot(_ configuration: TrackConfiguration, _ taken: [Track]) -> Track? {
        let free = tracks.first { track in
            track.kind == configuration.kind && !taken.contains { $0 === track }
        }
        if let free { return free }
        guard tracks.count < Limits.tracks else { return nil }
        let track = Track(slot: tracks.count, configuration: configuration)
        tracks.append(track)
        return track
    }

    // MARK: - Subscriptions

    /// Subscribes `sink` to the track in `slot`, an index of ``tracks``. Video begins with the newest keyframe if that is
    /// young, else with the next, which is asked for; sound begins with the next packet. A paused subscription begins
    /// when it is resumed.
    public func subscribe(
        _ configuration: SubscriptionConfiguration, slot: Int, sink: PacketSink, isPaused: Bool = false,
        now: MonotonicTime
    ) -> Subscription {
        precondition(tracks.indices.contains(slot), "a subscription names one of the broadcast's slots")
        let track = tracks[slot]
        let subscription = Subscription(
            configuration, track: track, isPaused: isPaused, clock: clock, sink: sink)
        track.add(subscription, now: now)
        return subscription
    }

    /// Ends a subscription: nothing is sent to its sink any more. Fine if it has ended.
    public func unsubscribe(_ subscription: Subscription) {
        guard let track = subscription.track, tracks.contains(where: { $0 === track }) else { return }
        track.remove(subscription)
    }

    // MARK: - Time

    /// Does what is due: moves replays on, and hands the compounds for the publisher to `send`. Call it about every
    /// 5 ms while there is a publication.
    public func poll(now: MonotonicTime, send: (Span<UInt8>) -> Void) {
        advanceReplays(now: now)
        guard let compounds = publication?.poll(now: now) else { return }
        for compound in compounds { send(compound.span) }
    }

    func advanceReplays(now: MonotonicTime) {
        let absSendTime = clock.ntp(now).absoluteSendTime
        for track in tracks { track.advanceReplays(absSendTime: absSendTime) }
    }

    /// A snapshot of the figures.
    public func statistics(now: MonotonicTime) -> BroadcastStatistics {
        BroadcastStatistics(
            isPublishing: isPublishing, hasMedia: hasMedia, publications: publications,
            tracks: tracks.map { $0.statistics(now: now) }, drops: drops
        )
    }
}
