// SPDX-License-Identifier: Apache-2.0

import Logging

/// The owner of the rooms: takes what clients want, asks the media plane, and keeps the ``RoomDirectory``
/// true.
///
/// Knows nothing of HTTP. A session is registered before the media plane is asked and removed in one place,
/// so that every path, also a refusal and a time-out, leaves nothing behind.
actor ControlPlane {
    let plane: any MediaPlane
    private let configuration: SignalingConfiguration
    private let log: SessionLog
    private let now: @Sendable () -> Duration
    var directory: RoomDirectory
    private var waiting = WaitingViewers()
    private var statisticsCache: StatisticsCache
    private(set) var isDraining = false
    /// The last of the calls to the media plane that are made one after the other.
    var inOrder: Task<Void, Never>?
    /// Viewers whose turn in ``inOrder`` comes to be told what is held back.
    var waitingHolds: Set<SessionID> = []
    /// Rooms of whose programmes the media plane is to be told when their turn comes, and those of which only what is held.
    var waitingProgrammes: Set<String> = []
    var waitingProgrammeHolds: Set<String> = []
    /// Tells the rooms' members who publishes a broadcast, after it began, changed or ended; nil: it is over.
    private let tellMembers: @Sendable (BroadcastID, WHIPPublication?) -> Void
    /// Takes the events of sessions that are not this plane's.
    private var others: AsyncStream<MediaEvent>.Continuation?

    /// A control plane without rooms; `now` is the time since an arbitrary start.
    init(
        plane: any MediaPlane,
        configuration: SignalingConfiguration,
        log: SessionLog,
        now: @escaping @Sendable () -> Duration,
        tellMembers: @escaping @Sendable (BroadcastID, WHIPPublication?) -> Void = { _, _ in }
    ) {
        self.plane = plane
        self.configuration = configuration
        self.log = log
        self.now = now
        self.tellMembers = tellMembers
        directory = RoomDirectory(
            duplicatePublisher: configuration.duplicatePublisher,
            limits: configuration.roomLimits
        )
        statisticsCache = StatisticsCache()
    }

    // MARK: Publishing and watching

    /// Opens a publisher's session.
    func publish(_ broadcast: BroadcastID, offer: [UInt8]) async throws(ControlPlaneError) -> OpenedSession {
        try admit()
        let id = SessionID.random()
        do {
            try directory.publish(broadcast, as: id, now: now())
        } catch {
            throw refuse(error)
        }
        let answer: MediaAnswer
        do {
            answer = try await plane.publish(broadcast, session: id, offer: offer)
        } catch {
            throw abandon(id, error)
        }
        try await keepIfWanted(id)
        apply(directory.answered(id, iceTag: answer.iceTag, tracks: answer.tracks, now: now()))
        log.opened(id, .publisher(broadcast))
        return OpenedSession(id: id, sdp: answer.sdp, iceTag: answer.iceTag)
    }

    /// Opens a viewer's session; waits for the target to go live if the policy says so.
    func watch(
        _ target: WatchTarget,
        offer: [UInt8],
        allowCounterOffer: Bool
    ) async throws(ControlPlaneError) -> WatchOutcome {
        try admit()
        await waitUntilLive(target)
        try admit()
        let id = SessionID.random()
        let broadcasts: [BroadcastID]
        do {
            broadcasts = try directory.watch(target, as: id, now: now())
        } catch {
            throw refuse(error)
        }
        let result: SubscribeResult
        do {
            result = try await plane.subscribe(
                broadcasts,
                session: id,
                offer: offer,
                allowCounterOffer: allowCounterOffer
            )
        } catch {
            throw abandon(id, error)
        }
        try await keepIfWanted(id)
        log.opened(id, .viewer(target))
        let outcome = take(result, for: id)
        // What members shared may be shared no more, and what is held must be so before the client can connect.
        guard let session = directory.sessions[id] else { throw refuse(.notLive) }
        guard !session.held.isEmpty else { return outcome }
        await inOrder?.value
        guard directory.sessions[id] != nil else { throw refuse(.notLive) }
        return outcome
    }

    private func take(_ result: SubscribeResult, for id: SessionID) -> WatchOutcome {
        switch result {
        case .answer(let answer, let playing):
            apply(directory.answered(id, iceTag: answer.iceTag, playing: playing, now: now()))
            return .answered(OpenedSession(id: id, sdp: answer.sdp, iceTag: answer.iceTag))
        case .counterOffer(let offer, _, let playing):
            apply(directory.counterOffered(id, iceTag: offer.iceTag, playing: playing, now: now()))
            return .counterOffered(OpenedSession(id: id, sdp: offer.sdp, iceTag: offer.iceTag))
        }
    }

    func admit() throws(ControlPlaneError) {
        if isDraining {
            throw .draining
        }
    }

    /// The session may have been given up while the media plane worked on it.
    private func keepIfWanted(_ id: SessionID) async throws(ControlPlaneError) {
        guard directory.sessions[id] == nil else { return }
        await plane.close(session: id)
        throw isDraining ? .draining : .media(.exhausted("The session ended before it was answered."))
    }

    private func abandon(_ id: SessionID, _ error: MediaPlaneError) -> ControlPlaneError {
        apply(directory.abandon(id))
        log.refused(error)
        return .media(error)
    }

    func refuse(_ refusal: RoomRefusal) -> ControlPlaneError {
        log.refused(refusal)
        return .refused(refusal)
    }

    private func waitUntilLive(_ target: WatchTarget) async {
        guard case .wait(let time) = configuration.notLive,
            directory.liveBroadcasts(of: target).isEmpty, directory.shares[target.room]?.isClosed != true,
            waiting.count < Limits.waitingViewers
        else { return }
        let ticket = waiting.newTicket()
        let timer = Task {
            try? await Task.sleep(for: time)
            self.stopWaiting(ticket)
        }
        await withCheckedContinuation { waiting.hold(target, ticket, $0) }
        timer.cancel()
    }

    private func stopWaiting(_ ticket: UInt64) {
        waiting.resume(ticket)
    }

    /// How many viewers' requests are held.
    var waitingCount: Int { waiting.count }

    // MARK: A session's life

    /// The session `id`, if there is one.
    func session(_ id: SessionID) -> Session? {
        directory.sessions[id]
    }

    /// Takes candidates.
    func trickle(_ id: SessionID, fragment: [UInt8]) async throws(ControlPlaneError) {
        do {
            try await plane.trickle(session: id, fragment: fragment)
        } catch {
            throw .media(error)
        }
    }

    /// Takes a fragment that may restart ICE; nil if it doesn't.
    func restart(_ id: SessionID, fragment: [UInt8]) async throws(ControlPlaneError) -> MediaRestart? {
        do {
            let restart = try await plane.restart(session: id, fragment: fragment)
            if let restart {
                directory.restarted(id, iceTag: restart.iceTag)
            }
            return restart
        } catch {
            throw .media(error)
        }
    }

    /// Takes the answer to a counter-offer.
    func acceptCounterOffer(_ id: SessionID, answer: [UInt8]) async throws(ControlPlaneError) {
        do {
            try await plane.acceptCounterOffer(session: id, answer: answer)
        } catch {
            throw .media(error)
        }
        directory.counterOfferAccepted(id, now: now())
    }

    /// Ends the session; false if there is none.
    func leave(_ id: SessionID) async -> Bool {
        guard let effects = directory.leave(id) else { return false }
        await applyAndClose(effects)
        return true
    }

    // MARK: What happens by itself

    /// The events of sessions that were not opened here; for one listener.
    func otherEvents() -> AsyncStream<MediaEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: MediaEvent.self)
        others = continuation
        return stream
    }

    /// Takes one event of the media plane.
    func handle(_ event: MediaEvent) {
        if case .programme(let id, let onAir) = event, directory.rooms[id.room]?.programme != nil {
            return apply(directory.programme(of: id.room, shows: onAir))
        }
        guard let session = event.session, directory.sessions[session] != nil else {
            others?.yield(event)
            return
        }
        switch event {
        case .connected(let id):
            directory.connected(id, now: now())
            log.connected(directory.sessions[id], now: now())
        case .live(let broadcast, let id):
            apply(directory.live(broadcast, by: id, now: now()))
        case .ended(let id, let reason):
            apply(directory.ended(id, reason))
        case .programme: break
        }
    }

    /// Takes the media plane's events until there are no more.
    func consumeEvents() async {
        for await event in plane.events {
            handle(event)
        }
    }

    /// Gives up the sessions that did not connect in time.
    func expire() async {
        await applyAndClose(directory.expire(now: now()))
    }

    /// From now on nobody new comes in; held requests are answered.
    func drain() {
        isDraining = true
        waiting.resumeAll()
    }

    /// Ends every session.
    func closeAll() async {
        drain()
        await applyAndClose(directory.closeAll())
    }

    /// Does what needs no waiting; closes go to the media plane without being waited for.
    func apply(_ effects: [RoomEffect]) {
        let closing = applyAll(effects)
        guard !closing.isEmpty else { return }
        Task { [plane] in
            for id in closing {
                await plane.close(session: id)
            }
        }
    }

    /// Does everything, and comes back when the media plane has closed what was to be closed.
    private func applyAndClose(_ effects: [RoomEffect]) async {
        for id in applyAll(effects) {
            await plane.close(session: id)
        }
    }

    private func applyAll(_ effects: [RoomEffect]) -> [SessionID] {
        var closing: [SessionID] = []
        for effect in effects {
            switch effect {
            case .close(let id):
                closing.append(id)
            case .renewed(let broadcast): tellMembers(broadcast, directory.publication(of: broadcast))
            case .hold(let id): hold(id)
            case .programmeChanged(let room): renewProgramme(of: room)
            case .programmeHeld(let room): holdProgramme(of: room)
            case .wentLive(let broadcast):
                log.live(broadcast, true)
                tellMembers(broadcast, directory.publication(of: broadcast))
                waiting.resume(for: .broadcast(broadcast))
                // Who waits for the room waits for its programme, if it has one.
                if !directory.liveBroadcasts(of: .room(broadcast.room)).isEmpty {
                    waiting.resume(for: .room(broadcast.room))
                }
            case .wentOnAir(let room):
                waiting.resume(
                    for: .room(room), .broadcast(BroadcastID(room: room, name: Programme.name)))
            case .wentSilent(let broadcast):
                log.live(broadcast, false)
                tellMembers(broadcast, directory.publication(of: broadcast))
            case .ended(let session, let reason):
                log.ended(session, reason, now: now())
            }
        }
        return closing
    }

    // MARK: Looking

    /// Every room, by name.
    func rooms() -> [RoomSnapshot] {
        directory.snapshots()
    }

    /// The room `name`.
    func room(_ name: String) -> RoomSnapshot? {
        directory.snapshot(of: name)
    }

    /// How many sessions there are, by role and phase.
    func sessionCounts() -> SessionCounts {
        SessionCounts(directory.sessions.values)
    }

    /// The media plane's figures, at most ``Limits/statisticsAge`` old.
    func statistics() async -> MediaStatistics {
        if let fresh = statisticsCache.fresh(now: now()) {
            return await fresh.value
        }
        let gathering = Task { [plane] in await plane.statistics() }
        statisticsCache.keep(gathering, now: now())
        return await gathering.value
    }
}
