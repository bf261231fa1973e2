// SPDX-License-Identifier: Apache-2.0

import Forwarding
import Logging
import RTP
import SDP
import Transport

/// What lives on one worker: its peers and the broadcasts they share. The heart of ``MediaWorker``.
///
/// Touched on the worker's thread only, by the actor's methods and by the loop's callbacks. A peer enters by
/// `publish` or `subscribe` and leaves by ``end(_:_:)``, whoever starts it, once.
final class WorkerCore {
    let index: Int
    let loop: EventLoop
    /// The UDP port that its peers share; nil if each has its own.
    let port: MediaPort?
    let resources: WorkerResources
    let logger: Logger
    let report: @Sendable (RelayEvent) -> Void
    private let clock: NTPClock

    private(set) var broadcasts: [BroadcastKey: HostedBroadcast] = [:]
    private(set) var peers: [PeerID: Peer] = [:]
    /// Broadcasts with packets that leave at the end of this wake-up.
    private var collecting: [HostedBroadcast] = []

    /// Broadcasts whose source is another, and whose home this is.
    var programmes: [BroadcastKey: Programme] = [:]

    // Pipes; see the extensions.
    /// Of broadcasts whose home this is.
    var outlets: [PipeID: PipeOutlet] = [:]
    /// One for each other worker that pipes lead to.
    var writers: [PipeWriter] = []
    /// Broadcasts whose home is elsewhere.
    var replicas: [PipeID: HostedBroadcast] = [:]
    private var pipes: UInt64 = 0

    private var upkeep: Upkeep?
    private var ordinals: UInt64 = 0
    private(set) var retired = RetiredCounters()
    /// The most packets that a snapshot has called lost.
    var highestLost: UInt64 = 0

    init(
        index: Int,
        loop: EventLoop,
        port: MediaPort?,
        resources: WorkerResources,
        logger: Logger,
        report: @escaping @Sendable (RelayEvent) -> Void
    ) {
        self.index = index
        self.loop = loop
        self.port = port
        self.resources = resources
        self.logger = logger
        self.report = report
        clock = WorkerResources.wallClock(loop)
        loop.wakeUpDidEnd = { [weak self] in self?.endWakeUp() }
        loop.pathDidRefuseSegments = { errno in
            // Once a worker: one such path is a hint at what all have, and the metrics count the messages.
            logger.warning(
                "a path does not segment UDP messages: its packets are sent one by one",
                metadata: ["worker.id": "\(index)", "errno": "\(errno)"]
            )
        }
    }

    /// `hosted` took in a packet, which leaves at the end of this wake-up with the others.
    func didCollect(_ hosted: HostedBroadcast) {
        guard !hosted.isCollecting else { return }
        hosted.isCollecting = true
        collecting.append(hosted)
    }

    private func endWakeUp() {
        flushPipes()
        for hosted in collecting {
            hosted.isCollecting = false
            hosted.broadcast.forwardCollected()
        }
        collecting.removeAll(keepingCapacity: true)
    }

    /// The next publisher's place in the order of requests.
    func nextOrdinal() -> UInt64 {
        ordinals += 1
        return ordinals
    }

    /// A name for one more pipe.
    func nextPipe() -> PipeID {
        pipes += 1
        return PipeID(home: index, number: pipes)
    }

    /// The loop's time in this wake-up.
    var now: MonotonicTime { loop.now }

    /// The broadcast of that name, made if need be.
    func hosted(_ key: BroadcastKey) -> HostedBroadcast {
        if let known = broadcasts[key] { return known }
        let fresh = HostedBroadcast(key: key, clock: clock)
        broadcasts[key] = fresh
        return fresh
    }

    // MARK: - A peer's life

    /// Takes in a peer that is about to be answered.
    func admit(_ peer: Peer) {
        peers[peer.session.id] = peer
        switch peer {
        case .publisher(let publisher): enter(publisher)
        case .subscriber(let subscriber):
            for hosted in subscriber.broadcasts { hosted.subscriberCount += 1 }
        case .undecided(let undecided):
            for hosted in undecided.selection.broadcasts { hosted.undecidedCount += 1 }
        case .receiver, .uplink:
            // It takes hold of broadcasts itself, as they come and go.
            break
        }
        startUpkeep()
    }

    /// Begins the regular work, if it is not under way.
    func startUpkeep() {
        if upkeep == nil { upkeep = Upkeep(core: self) }
    }

    /// Ends the regular work if there is nothing to look after.
    func stopUpkeepIfIdle() {
        guard peers.isEmpty, programmes.isEmpty else { return }
        upkeep?.stop()
        upkeep = nil
    }

    /// Ends a peer and frees everything of it; nothing happens if it is gone.
    func end(_ id: PeerID, _ reason: PeerEndReason) {
        guard let peer = discard(id) else { return }
        logger.debug(
            "peer ended",
            metadata: [
                "peer.id": "\(id.logged)", "peer.role": "\(peer.role)", "reason": "\(reason.rawValue)",
            ]
        )
        report(.ended(id, reason))
    }

    /// Frees a peer without a report: for one whose offer is refused after all.
    @discardableResult
    func discard(_ id: PeerID) -> Peer? {
        guard let peer = peers.removeValue(forKey: id) else { return nil }
        retired.add(peer.session.transport.statistics)
        switch peer {
        case .publisher(let publisher): leave(publisher)
        case .uplink(let uplink):
            uplink.end()
            retired.add(uplink.drops)
        case .subscriber(let subscriber):
            subscriber.unsubscribe()
            for hosted in subscriber.broadcasts {
                hosted.subscriberCount -= 1
                forgetIfUnused(hosted)
            }
        case .undecided(let undecided): release(undecided)
        case .receiver(let receiver): receiver.end()
        }
        peer.session.close()
        if peers.isEmpty {
            stopUpkeepIfIdle()
            // What a crowd needed is of no use to an empty relay.
            HostMemory.release()
        }
        return peer
    }

    /// A publisher was answered.
    func enter(_ publisher: Publisher) {
        publisher.hosted.publisherCount += 1
    }

    /// A publisher is over.
    func leave(_ publisher: Publisher) {
        publisher.hosted.publisherCount -= 1
        publisher.hosted.release(publisher, now: now)
        forgetIfUnused(publisher.hosted)
    }

    /// A subscription is over; what it counted stays.
    func retire(_ subscription: Subscription) {
        retired.add([subscription.statistics])
    }

    /// A counter-offer is answered or over: it keeps no broadcast any more.
    func release(_ undecided: Undecided) {
        for hosted in undecided.selection.broadcasts {
            hosted.undecidedCount -= 1
            forgetIfUnused(hosted)
        }
    }

    /// A publisher is keyed: its media counts from now on.
    func didConnect(publisher: Publisher) {
        logger.debug("publisher connected", metadata: ["peer.id": "\(publisher.session.id.logged)"])
        if isOutrun(publisher) { return end(publisher.session.id, .replaced) }
        // Before the old one's end, so that the control plane never sees the broadcast without a publisher.
        report(.connected(publisher.session.id))
        if publisher.hosted.current !== publisher { takeOver(publisher) }
    }

    /// Whether `publisher` was so slow that somebody who came later is on already.
    func isOutrun(_ publisher: Publisher) -> Bool {
        guard let current = publisher.hosted.current else { return false }
        return current.ordinal > publisher.ordinal && current.isConnected
    }

    /// Looks after an uplink from now on.
    func watch(_ uplink: Uplink) {
        upkeep?.add(uplink)
    }

    /// A subscriber is keyed and subscribed.
    func didConnect(subscriber: Subscriber) {
        logger.debug("subscriber connected", metadata: ["peer.id": "\(subscriber.session.id.logged)"])
        report(.connected(subscriber.session.id))
        upkeep?.add(subscriber)
    }

    /// The first media of a publication arrived.
    func didGoLive(_ publisher: Publisher) {
        report(.live(publisher.hosted.key, publisher.session.id))
    }

    /// Forwards `publisher` from now on; the one before it ends, and so do subscribers that can't follow.
    func takeOver(_ publisher: Publisher) {
        let hosted = publisher.hosted
        let previous = hosted.current
        let stranded = hosted.adopt(publisher, now: now)
        if let previous { replace(previous) }
        endSubscribers(holding: stranded)
    }

    /// Ends the subscribers of subscriptions whose codec is not the publication's any more.
    func endSubscribers(holding stranded: [Subscription]) {
        guard !stranded.isEmpty else { return }
        for case .subscriber(let subscriber) in Array(peers.values) where subscriber.holds(oneOf: stranded) {
            end(subscriber.session.id, .codecChanged)
        }
    }

    /// Ends everybody, then closes the port: nobody is let in any more.
    func shutdown() {
        for key in Array(programmes.keys) { endProgramme(key) }
        for id in Array(peers.keys) { end(id, .shutdown) }
        flushPipes()
        loop.wakeUpDidEnd = nil
        loop.pathDidRefuseSegments = nil
        port?.close()
    }

    /// Forgets a name that nothing refers to, and closes the pipe that feeds it.
    func forgetIfUnused(_ hosted: HostedBroadcast) {
        guard hosted.isUnused, broadcasts[hosted.key] === hosted else { return }
        retired.add(hosted.broadcast.statistics(now: now), isCopy: hosted.isCopy)
        broadcasts[hosted.key] = nil
        guard let inlet = hosted.inlet else { return }
        replicas[inlet.id] = nil
        inlet.close()
    }
}
