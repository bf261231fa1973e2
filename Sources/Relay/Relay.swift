// SPDX-License-Identifier: Apache-2.0

public import Logging
import Transport

/// The media plane: workers, and who lives where.
///
/// Everything of a peer happens on its worker; this actor only finds the worker and hands the request on.
public actor Relay {
    private struct Place {
        var worker: Int
        /// The broadcasts that it publishes or watches.
        var keys: [BroadcastKey]
        /// How often its broadcasts were chosen anew.
        var wishes: UInt64 = 0
        /// Whether it was asked to end before its worker knew of it.
        var isClosed = false
    }

    let workers: [MediaWorker]
    private let logger: Logger
    var placement: Placement
    /// See the extension.
    var programmes: [BroadcastKey: ProgrammePlace] = [:]
    var programmeWishes: UInt64 = 0
    private var places: [PeerID: Place] = [:]
    private(set) var isShuttingDown = false

    private let workerEvents: AsyncStream<RelayEvent>
    private let workerEventsContinuation: AsyncStream<RelayEvent>.Continuation
    private let eventsContinuation: AsyncStream<RelayEvent>.Continuation
    /// What happens to peers, in order. For one consumer.
    public nonisolated let events: AsyncStream<RelayEvent>

    /// Starts the workers. With a shared port each listens from now on, else nothing does before the first peer.
    ///
    /// - Throws: ``RelayError/exhausted(_:)`` when a port can't be bound, or a loop or the DTLS certificate not made.
    public init(configuration: RelayConfiguration, logger: Logger) throws(RelayError) {
        let (workerEvents, report) = AsyncStream<RelayEvent>.makeStream()
        workerEventsContinuation = report
        (events, eventsContinuation) = AsyncStream<RelayEvent>.makeStream()
        self.workerEvents = workerEvents
        self.logger = logger
        placement = Placement(workers: configuration.workers, crowd: configuration.crowd)
        var workers: [MediaWorker] = []
        do throws(TransportError) {
            let resources = try WorkerResources(configuration)
            for index in 0..<configuration.workers {
                workers.append(
                    try MediaWorker(index: index, resources: resources, logger: logger) { report.yield($0) }
                )
            }
        } catch {
            for worker in workers { worker.loop.stop() }
            throw .exhausted("The media plane can't start: \(error.reason)")
        }
        self.workers = workers
    }

    /// Passes events on until the task is cancelled, then ends every peer and stops the workers.
    public func run() async {
        // A task of its own, which a cancellation doesn't reach: the ends of a shutdown are told too.
        let telling = Task {
            for await event in workerEvents { note(event) }
        }
        await Self.untilCancelled()
        await shutdown()
        workerEventsContinuation.finish()
        await telling.value
        eventsContinuation.finish()
        logger.debug("media plane stopped")
    }

    /// Answers a publisher's offer. The new publication takes over once it connects; the old one then ends.
    public func publish(
        _ key: BroadcastKey,
        peer: PeerID,
        offer: [UInt8]
    ) async throws(RelayError) -> RelayAnswer {
        try admit(peer)
        let worker = place(peer, placement.addPublisher(of: key), [key])
        do {
            return try await worker.publish(key, peer: peer, offer: offer)
        } catch {
            forget(peer)
            throw isShuttingDown ? .shuttingDown : error
        }
    }

    /// Answers a subscriber's offer with as many of `keys` as it has m-lines for.
    public func subscribe(
        _ keys: [BroadcastKey],
        peer: PeerID,
        offer: [UInt8],
        allowCounterOffer: Bool
    ) async throws(RelayError) -> RelaySubscription {
        try await join(peer, keys) { (worker) async throws(RelayError) in
            let subscription = try await worker.subscribe(
                keys,
                peer: peer,
                offer: offer,
                allowCounterOffer: allowCounterOffer
            )
            return (subscription, subscription.playing)
        }
    }

    /// Takes the answer to a counter-offer.
    public func acceptCounterOffer(peer: PeerID, answer: [UInt8]) async throws(RelayError) {
        try await worker(of: peer).acceptCounterOffer(peer: peer, answer: answer)
    }

    /// Adds a peer's trickled candidates.
    public func trickle(peer: PeerID, fragment: [UInt8]) async throws(RelayError) {
        try await worker(of: peer).trickle(peer: peer, fragment: fragment)
    }

    /// Restarts a peer's ICE, keeping the old path until the new one works; nil if nothing is new.
    public func restart(peer: PeerID, fragment: [UInt8]) async throws(RelayError) -> RelayRestart? {
        try await worker(of: peer).restart(peer: peer, fragment: fragment)
    }

    /// Ends a peer; does nothing if it is gone.
    public func close(peer: PeerID) async {
        guard let place = places[peer] else { return }
        places[peer]?.isClosed = true
        await workers[place.worker].close(peer: peer)
    }

    /// The figures of all workers now, gathered by one hop to each.
    public func statistics() async -> RelayStatistics {
        var snapshots: [WorkerSnapshot] = []
        for worker in workers {
            snapshots.append(await worker.statistics())
        }
        return RelayStatistics(workers: snapshots)
    }

    // MARK: - Places

    /// Finds the worker for a new peer that is to get `keys`, and has it asked; it says which of them are played.
    func join<Joined: Sendable>(
        _ peer: PeerID,
        _ keys: [BroadcastKey],
        ask: @Sendable (MediaWorker) async throws(RelayError) -> (Joined, [BroadcastKey])
    ) async throws(RelayError) -> Joined {
        guard !keys.isEmpty else { throw .notLive }
        try admit(peer)
        let worker = place(peer, placement.addSubscriber(of: keys), keys)
        await openPipes(keys, to: worker)
        do {
            let (joined, playing) = try await ask(worker)
            await settle(peer, playing: playing, wish: 0)
            return joined
        } catch {
            forget(peer)
            throw isShuttingDown ? .shuttingDown : error
        }
    }

    /// Notes that a peer is to get `keys`: its worker, and the wish's number.
    func wish(_ keys: [BroadcastKey], of peer: PeerID) throws(RelayError) -> (MediaWorker, UInt64) {
        guard var place = places[peer] else { throw .unknownPeer }
        let fresh = keys.filter { !place.keys.contains($0) }
        placement.hold(fresh)
        place.keys += fresh
        place.wishes += 1
        places[peer] = place
        return (workers[place.worker], place.wishes)
    }

    /// Finds the worker of a publisher of all of `keys`, and makes it the home of them all.
    func placePublisher(_ peer: PeerID, of keys: [BroadcastKey]) throws(RelayError) -> PublisherMove {
        let isNew = places[peer] == nil
        if isNew {
            guard !keys.isEmpty else { throw .unusable("A first offer names a stream at least.") }
            try admit(peer)
            _ = place(peer, placement.addPublisher(of: keys), keys)
        }
        guard let known = places[peer] else { throw .unknownPeer }
        let fresh = isNew ? keys : keys.filter { !known.keys.contains($0) }
        if !isNew {
            placement.hold(fresh, at: known.worker)
            places[peer]?.keys += fresh
        }
        return PublisherMove(
            worker: workers[known.worker], isNew: isNew, fresh: fresh,
            strays: placement.move(keys, to: known.worker)
        )
    }

    /// Has those who got a broadcast from its old home get it from its new one. Who published it there has lost it.
    func bringHome(_ move: PublisherMove) async {
        guard !move.strays.isEmpty else { return }
        let keys = Array(move.strays.keys)
        for worker in workers where worker !== move.worker {
            await move.worker.openPipes(keys, to: worker, takingHome: true)
            await worker.letGo(keys)
        }
    }

    /// A publisher was answered: it is about `keys` and nothing else, and gone if it was closed meanwhile.
    func settlePublisher(_ peer: PeerID, of keys: [BroadcastKey]) async {
        guard let place = places[peer] else { return }
        placement.release(place.keys.filter { !keys.contains($0) })
        places[peer]?.keys = keys
        if place.isClosed { await workers[place.worker].close(peer: peer) }
    }

    /// A publisher's offer was refused: all is as it was.
    func takeBack(_ move: PublisherMove, of peer: PeerID) {
        for (key, worker) in move.strays { _ = placement.move([key], to: worker) }
        guard places[peer] != nil else { return }
        guard !move.isNew else { return forget(peer) }
        placement.release(move.fresh)
        places[peer]?.keys.removeAll(where: move.fresh.contains)
    }

    private func admit(_ peer: PeerID) throws(RelayError) {
        guard !isShuttingDown else { throw .shuttingDown }
        precondition(places[peer] == nil, "the control plane never gives one session id twice")
    }

    private func place(_ peer: PeerID, _ worker: Int, _ keys: [BroadcastKey]) -> MediaWorker {
        places[peer] = Place(worker: worker, keys: keys)
        return workers[worker]
    }

    /// Has the broadcasts among `keys` that live elsewhere piped to `worker`. What they tell it arrives before
    /// anything that is asked of it afterwards.
    /// Those that nobody publishes are left out, unless `keeping` is said: then they come later.
    func openPipes(_ keys: [BroadcastKey], to worker: MediaWorker, keeping: Bool = false) async {
        for home in workers where home !== worker {
            let theirs = keys.filter { placement.home(of: $0).map { workers[$0] === home } ?? false }
            if !theirs.isEmpty { await home.openPipes(theirs, to: worker, keeping: keeping) }
        }
    }

    /// A subscriber was answered: it is about what it plays and nothing else, and gone if it was closed meanwhile.
    /// Nothing is let go if it has a newer wish, which will be settled, too.
    func settle(_ peer: PeerID, playing: [BroadcastKey], wish: UInt64) async {
        guard let place = places[peer] else { return }
        if place.wishes == wish {
            placement.release(place.keys.filter { !playing.contains($0) })
            places[peer]?.keys = place.keys.filter(playing.contains)
        }
        if place.isClosed { await workers[place.worker].close(peer: peer) }
    }

    func worker(of peer: PeerID) throws(RelayError) -> MediaWorker {
        guard let place = places[peer] else { throw .unknownPeer }
        return workers[place.worker]
    }

    private func forget(_ peer: PeerID) {
        guard let place = places.removeValue(forKey: peer) else { return }
        placement.removePeer(worker: place.worker, keys: place.keys)
    }

    private func note(_ event: RelayEvent) {
        if case .ended(let peer, _) = event { forget(peer) }
        eventsContinuation.yield(event)
    }

    private func shutdown() async {
        isShuttingDown = true
        for worker in workers {
            await worker.shutdown()
            worker.loop.stop()
        }
    }

    /// Returns when the task is cancelled: nothing ever comes of this stream, and a cancellation ends it.
    private static func untilCancelled() async {
        let (nothing, continuation) = AsyncStream<Never>.makeStream()
        for await _ in nothing {}
        continuation.finish()
    }
}
