// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the members' media plane work came to, for the ``MemberDirectory``.
enum MediaOutcome: Sendable {
    /// A publisher's offer was answered.
    case published(SessionID, Result<String, MemberRefusal>, ReplyAddress)
    /// There is an offer for a client.
    case offered(ClientID, MediaOffer)
    /// A request was done, or refused.
    case replied(MemberRefusal?, ReplyAddress)
    case connected(SessionID)
    case ended(SessionID, SessionEndReason)
}

/// Does the members' work at the media plane: publishers' sessions, and one receiver a client, whose calls come one
/// after the other.
actor MemberMedia {
    /// A client's receiver.
    private struct Desk {
        /// Its connection; nil: none is open.
        var session: SessionID?
        /// What it is to receive.
        var wanted: [ReceivedStream] = []
        /// Work that waits for the call that is under way.
        var jobs: [Job] = []
        var isWorking = false
        /// Connections that ended by themselves, one after the other.
        var failures = 0
    }

    private enum Job {
        case update
        case answer(revision: Int, sdp: [UInt8], ReplyAddress)
        case restart(fresh: Bool, ReplyAddress)
        /// Its connection ended by itself.
        case reopen

        /// Whether it only brings the connection up to date.
        var isUpdate: Bool {
            switch self {
            case .update, .reopen: true
            case .answer, .restart: false
            }
        }
    }

    private let plane: any MediaPlane
    private let report: @Sendable (MediaOutcome) -> Void
    private var desks: [ClientID: Desk] = [:]
    private var receivers: [SessionID: ClientID] = [:]

    /// - Parameters:
    ///   - plane: Moves the packets.
    ///   - report: Takes what the work came to; must return at once.
    init(plane: any MediaPlane, report: @escaping @Sendable (MediaOutcome) -> Void) {
        self.plane = plane
        self.report = report
    }

    /// Begins a piece of work; comes back before it is done.
    func take(_ work: MediaWork) {
        switch work {
        case .publish(let session, let broadcast, let offer, let reply):
            Task { await self.publish(session, broadcast, offer, reply) }
        case .close(let session): Task { [plane] in await plane.close(session: session) }
        case .receive(let client, let streams):
            desks[client, default: Desk()].wanted = streams
            add(.update, to: client)
        case .answer(let client, let revision, let sdp, let reply):
            add(.answer(revision: revision, sdp: sdp, reply), to: client)
        case .restart(let client, let fresh, let reply): add(.restart(fresh: fresh, reply), to: client)
        }
    }

    /// Takes an event of the media plane; those of sessions that are no member's concern nobody here.
    func take(_ event: MediaEvent) {
        switch event {
        case .connected(let session):
            if let client = receivers[session] {
                desks[client]?.failures = 0
            } else {
                report(.connected(session))
            }
        case .ended(let session, let reason):
            if let client = receivers.removeValue(forKey: session) {
                lost(session, client)
            } else {
                report(.ended(session, reason))
            }
        case .live, .programme: break
        }
    }

    private func publish(
        _ session: SessionID, _ broadcast: BroadcastID, _ offer: [UInt8], _ reply: ReplyAddress
    ) async {
        do {
            let answer = try await plane.publish(broadcast, session: session, offer: offer)
            report(.published(session, .success(answer.sdp), reply))
        } catch {
            report(.published(session, .failure(MemberRefusal(error)), reply))
        }
    }

    // MARK: Receivers

    private func add(_ job: Job, to client: ClientID) {
        var desk = desks[client, default: Desk()]
        if case .update = job, desk.jobs.contains(where: \.isUpdate) { return }
        guard desk.jobs.count < Limits.receiverJobs else { return refuse(job) }
        desk.jobs.append(job)
        let begins = !desk.isWorking
        desk.isWorking = true
        desks[client] = desk
        if begins { Task { await self.work(client) } }
    }

    private func refuse(_ job: Job) {
        switch job {
        case .answer(_, _, let reply), .restart(_, let reply):
            report(.replied(MemberRefusal(.busy, "too much at once"), reply))
        case .update, .reopen: break
        }
    }

    private func work(_ client: ClientID) async {
        while let job = next(client) {
            do {
                try await perform(job, client)
            } catch {
                fail(job, error)
            }
        }
    }

    private func next(_ client: ClientID) -> Job? {
        guard let desk = desks[client] else { return nil }
        guard desk.jobs.isEmpty else { return desks[client]?.jobs.removeFirst() }
        desks[client]?.isWorking = false
        if desk.session == nil, desk.wanted.isEmpty { desks[client] = nil }
        return nil
    }

    private func fail(_ job: Job, _ error: MediaPlaneError) {
        switch job {
        case .answer(_, _, let reply), .restart(_, let reply): report(.replied(MemberRefusal(error), reply))
        // Nothing is live, or the relay is full or stops: the next change tries again.
        case .update, .reopen: break
        }
    }

    private func perform(_ job: Job, _ client: ClientID) async throws(MediaPlaneError) {
        switch job {
        case .update, .reopen: try await update(client)
        case .answer(let revision, let sdp, let reply):
            guard let session = desks[client]?.session else { throw .staleAnswer }
            let offer = try await plane.acceptAnswer(session: session, revision: revision, answer: sdp)
            report(.replied(nil, reply))
            if let offer { report(.offered(client, offer)) }
        case .restart(let fresh, let reply):
            if fresh || desks[client]?.session == nil {
                await close(client)
                try await update(client)
            } else if let session = desks[client]?.session {
                report(.offered(client, try await plane.restartReceiver(session: session)))
            }
            report(.replied(nil, reply))
        }
    }

    private func update(_ client: ClientID) async throws(MediaPlaneError) {
        guard let desk = desks[client] else { return }
        if desk.wanted.isEmpty { return await close(client) }
        if let session = desk.session {
            let offer = try await plane.setReceived(desk.wanted, session: session)
            if let offer { report(.offered(client, offer)) }
            return
        }
        let session = SessionID.random()
        desks[client]?.session = session
        receivers[session] = client
        do {
            report(.offered(client, try await plane.openReceiver(desk.wanted, session: session)))
        } catch {
            receivers[session] = nil
            desks[client]?.session = nil
            throw error
        }
    }

    private func close(_ client: ClientID) async {
        guard let session = desks[client]?.session else { return }
        desks[client]?.session = nil
        receivers[session] = nil
        await plane.close(session: session)
    }

    /// A receiver ended by itself: its client is offered another one, a few times.
    private func lost(_ session: SessionID, _ client: ClientID) {
        guard desks[client]?.session == session else { return }
        desks[client]?.session = nil
        desks[client]?.failures += 1
        guard let desk = desks[client], desk.failures <= Limits.receiverFailures else { return }
        add(.reopen, to: client)
    }
}

extension MemberRefusal {
    /// What a client is told of the media plane's refusal.
    init(_ error: MediaPlaneError) {
        self =
            switch error {
            case .malformed(let text), .unusable(let text): MemberRefusal(.sdpError, text, field: "sdp")
            case .staleAnswer: MemberRefusal(.staleRev, "not the newest offer, or answered", field: "rev")
            case .notLive, .noSuchSession: MemberRefusal(.unknownStream, "nothing is there to receive")
            case .exhausted(let text): MemberRefusal(.busy, text)
            case .shuttingDown: MemberRefusal(.busy, "the relay stops")
            case .tooManyCandidates: MemberRefusal(.limitExceeded, "too many candidates")
            }
    }
}
