// SPDX-License-Identifier: Apache-2.0

import Logging
import Transport

/// One thread, one event loop, and the peers that live on it.
///
/// The actor's executor is its loop, so whatever runs here runs on the loop's thread: requests of the control
/// plane enter by `await`, datagrams by the loop's own callbacks, and neither needs a lock.
actor MediaWorker: LoopActor {
    nonisolated let loop: EventLoop

    private let core: WorkerCore

    /// - Parameters:
    ///   - index: its number, from 0.
    ///   - resources: what all workers share.
    ///   - logger: for the lives of peers, at debug.
    ///   - report: told of every ``RelayEvent``, on the worker's thread.
    /// - Throws: ``TransportError`` when there is no descriptor for the loop or its port can't be bound.
    init(
        index: Int,
        resources: WorkerResources,
        logger: Logger,
        report: @escaping @Sendable (RelayEvent) -> Void
    ) throws(TransportError) {
        loop = try EventLoop(name: "worker-\(index)")
        let port = try resources.openPort(of: index, on: loop)
        core = WorkerCore(
            index: index,
            loop: loop,
            port: port,
            resources: resources,
            logger: logger,
            report: report
        )
        loop.runBeforeOthers()
        loop.start()
    }

    /// Answers a publisher's offer; the peer exists from then on, until its ``RelayEvent/ended(_:_:)``.
    func publish(
        _ key: BroadcastKey,
        peer: PeerID,
        offer: [UInt8]
    ) async throws(RelayError) -> RelayAnswer {
        let result: Result<RelayAnswer, RelayError> = await withCheckedContinuation { continuation in
            core.publish(key, peer: peer, offer: offer) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Answers an offer of a publisher of several broadcasts, the first or a later one.
    func publish(
        _ streams: [OfferedStream],
        peer: PeerID,
        offer: [UInt8]
    ) async throws(RelayError) -> RelayAnswer {
        let result: Result<RelayAnswer, RelayError> = await withCheckedContinuation { continuation in
            core.publish(streams, peer: peer, offer: offer) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Bounds what a publisher of several broadcasts may send.
    func bound(_ streams: [OfferedStream], peer: PeerID) {
        core.bound(streams, peer: peer)
    }

    /// Answers a subscriber's offer, or counters it.
    func subscribe(
        _ keys: [BroadcastKey],
        peer: PeerID,
        offer: [UInt8],
        allowCounterOffer: Bool
    ) async throws(RelayError) -> RelaySubscription {
        let result: Result<RelaySubscription, RelayError> = await withCheckedContinuation { continuation in
            core.subscribe(keys, peer: peer, offer: offer, allowCounterOffer: allowCounterOffer) {
                continuation.resume(returning: $0)
            }
        }
        return try result.get()
    }

    /// Announces a subscriber of these broadcasts, whose home this is, to another worker; see ``PipeEvent``.
    /// With `takingHome` this has become their home only now, and nobody publishes them over there any more; with `keeping`
    /// the pipes wait for publishers.
    func openPipes(
        _ keys: [BroadcastKey],
        to target: MediaWorker,
        takingHome: Bool = false,
        keeping: Bool = false
    ) {
        for key in keys where keeping || core.broadcasts[key] != nil {
            core.openPipe(key, from: self, to: target, takingHome: takingHome)
        }
        core.flushPipes()
    }

    /// Nobody is coming for whom these pipes were opened: what is not needed here is let go.
    func letGo(_ keys: [BroadcastKey]) {
        core.arrived(for: keys)
    }

    /// Takes in what another worker hands over.
    func receive(_ batch: PipeBatch) {
        core.receive(batch)
    }

    /// The other end of a pipe needs a keyframe.
    func requestKeyframe(_ pipe: PipeID, slot: Int) {
        core.requestKeyframe(pipe, slot: slot)
    }

    /// The other end of a pipe needs it no more.
    func closePipe(_ pipe: PipeID, openings: UInt64) {
        core.closePipe(pipe, openings: openings)
    }

    /// Takes the answer to a counter-offer.
    func acceptCounterOffer(peer: PeerID, answer: [UInt8]) throws(RelayError) {
        try core.acceptCounterOffer(peer: peer, answer: answer)
    }

    /// Offers streams to a new receiver, and tells which broadcasts it is about.
    func openReceiver(
        _ streams: [WantedStream],
        peer: PeerID
    ) async throws(RelayError) -> (RelayOffer, [BroadcastKey]) {
        let result: Result<(offer: RelayOffer, keys: [BroadcastKey]), RelayError> =
            await withCheckedContinuation { continuation in
                core.openReceiver(streams, peer: peer) { continuation.resume(returning: $0) }
            }
        return try result.get()
    }

    /// Has a receiver get these streams and no others.
    func setStreams(
        _ streams: [WantedStream],
        peer: PeerID,
        wish: UInt64
    ) throws(RelayError) -> ReceiverChange {
        try core.setStreams(streams, peer: peer, wish: wish)
    }

    /// Has a subscriber send nothing of these tracks for now.
    func setHeld(_ held: [HeldTracks], peer: PeerID) {
        core.setHeld(held, peer: peer)
    }

    /// Takes a receiver's answer; the offer that follows.
    func acceptAnswer(peer: PeerID, revision: Int, answer: [UInt8]) throws(RelayError) -> RelayOffer? {
        try core.acceptAnswer(peer: peer, revision: revision, answer: answer)
    }

    /// Makes a receiver an offer with new ICE credentials.
    func restartReceiver(peer: PeerID) throws(RelayError) -> RelayOffer {
        try core.restartReceiver(peer: peer)
    }

    /// Has a programme show `onAir`, and `standby` take over from it, without what is held.
    func setProgramme(
        _ key: BroadcastKey, onAir: BroadcastKey, standby: [BroadcastKey], held: [HeldTracks]
    ) {
        core.setProgramme(key, onAir: onAir, standby: standby, held: held)
    }

    /// Has a programme show nothing of these tracks of its sources.
    func setHeld(_ held: [HeldTracks], programme: BroadcastKey) {
        core.setHeld(held, programme: programme)
    }

    /// Ends a programme.
    func endProgramme(_ key: BroadcastKey) {
        core.endProgramme(key)
    }

    /// Adds a peer's trickled candidates.
    func trickle(peer: PeerID, fragment: [UInt8]) throws(RelayError) {
        try core.trickle(peer: peer, fragment: fragment)
    }

    /// Restarts ICE; nil if the fragment carries the credentials in use, which is no restart.
    func restart(peer: PeerID, fragment: [UInt8]) throws(RelayError) -> RelayRestart? {
        try core.restart(peer: peer, fragment: fragment)
    }

    /// Ends a peer; does nothing if it is gone.
    func close(peer: PeerID) {
        core.end(peer, .closed)
    }

    /// The worker's figures now.
    func statistics() -> WorkerSnapshot {
        core.snapshot()
    }

    /// Ends every peer; the loop can stop afterwards.
    func shutdown() {
        core.shutdown()
    }
}
