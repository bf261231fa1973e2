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
    /// A programme shows a broadcast now, or nothing.
    case programme(BroadcastID, onAir: BroadcastID?)
    /// A publisher's connection works.
    case connected(SessionID)
    /// A publisher's connection is over.
    case ended(SessionID)
    /// The connection on which a client receives works, or was lost.
    case receiving(ClientID, isLost: Bool)
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
        /// Whether its connection is to be closed, whatever is wanted since.
        var hangsUp = false
        /// Work that waits for the call that is under way.
        var jobs: [Job] = []
        var isWorking = false
        /// Connections that ended by themselves, one after the other.
        var failures = 0
    }

    /// What a programme is to show, and hold.
    private struct ProgrammeChange {
        /// Nil: as it was.
        private(set) var wish: ProgrammeWish?
        private(set) var held: [BroadcastID: MediaTracks] = [:]

        mutating func wish(_ next: ProgrammeWish) {
            wish = next
            hold(next.held)
        }

        mutating func hold(_ next: [BroadcastID: MediaTracks]) {
            held.merge(next) { $1 }
        }
    }

    private enum Job {
        case update
        case answer(revision: Int, sdp: [UInt8], ReplyAddress)
        case restart(fresh: Bool, ReplyAddress?)
        /// Its connection ended by itself.
        case reopen

        /// Whether it only brings the connection up to date.
        var isUpdate: Bool {
            switch self {
            case .update, .reopen: true
            case .answer, .restart: false
            }
        }

        /// Where its reply goes.
        var reply: ReplyAddress? {
            switch self {
            case .update, .reopen: nil
            case .answer(_, _, let reply): reply
            case .restart(_, let reply): reply
            }
        }
    }

    private let plane: any MediaPlane
    private let report: @Sendable (MediaOutcome) -> Void
    private var desks: [ClientID: Desk] = [:]
    private var receivers: [SessionID: ClientID] = [:]
    /// Bounds of publishers that wait for the call that is under way; the last ones count.
    private var bounds: [SessionID: [PublishedStream]] = [:]
    private var bounding: Set<SessionID> = []
    /// What programmes are to show and to hold that waits for the call that is under way; the last of each counts.
    private var programmes: [BroadcastID: ProgrammeChange] = [:]
    private var showing: Set<BroadcastID> = []

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
        case .publish(let session, let streams, let offer, let reply):
            Task { await self.publish(session, streams, offer, reply) }
        case .bound(let session, let streams):
            bounds[session] = streams
            if bounding.insert(session).inserted { Task { await self.bound(session) } }
        case .programme(let programme, let wish):
            change(programme) { $0.wish(wish) }
        case .programmeHeld(let programme, let held):
            change(programme) { $0.hold(held) }
        case .close(let session): Task { [plane] in await plane.close(session: session) }
        case .receive(let client, let streams):
            desks[client, default: Desk()].wanted = streams
            add(.update, to: client)
        case .hangUp(let client):
            desks[client]?.wanted = []
            desks[client]?.hangsUp = true
            if desks[client] != nil { add(.update, to: client) }
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
                report(.receiving(client, isLost: false))
            } else {
                report(.connected(session))
            }
        case .ended(let session, _):
            if let client = receivers.removeValue(forKey: session) {
                lost(session, client)
            } else {
                report(.ended(session))
            }
        case .programme(let programme, let onAir): report(.programme(programme, onAir: onAir))
        case .live: break
        }
    }

    private func change(_ programme: BroadcastID, _ change: (inout ProgrammeChange) -> Void) {
        change(&programmes[programme, default: ProgrammeChange()])
        if showing.insert(programme).inserted { Task { await self.show(programme) } }
    }

    private func show(_ programme: BroadcastID) async {
        while let change = programmes.removeValue(forKey: programme) {
            if let wish = change.wish {
                // Refused only when the relay stops.
                try? await plane.setProgramme(
                    programme, onAir: wish.onAir, standby: wish.standby, held: change.held)
            } else {
                await plane.setHeld(change.held, programme: programme)
            }
        }
        showing.remove(programme)
    }

    private func publish(
        _ session: SessionID, _ streams: [PublishedStream], _ offer: [UInt8], _ reply: ReplyAddress
    ) async {
        do {
            let answer = try await plane.publish(streams, session: session, offer: offer)
            report(.published(session, .success(answer.sdp), reply))
        } catch {
            report(.published(session, .failure(MemberRefusal(error)), reply))
        }
    }

    private func bound(_ session: SessionID) async {
        while let streams = bounds.removeValue(forKey: session) {
            await plane.bound(streams, session: session)
        }
        bounding.remove(session)
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
        if let reply = job.reply { report(.replied(MemberRefusal(.busy, "too much at once"), reply)) }
    }

    private func work(_ client: ClientID) async {
        while let job = next(client) {
            do {
                try await perform(job, client)
            } catch {
                // What only brings it up to date is tried again with the next change.
                if let reply = job.reply { report(.replied(MemberRefusal(error), reply)) }
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

    private func perform(_ job: Job, _ client: ClientID) async throws(MediaPlaneError) {
        switch job {
        case .update, .reopen:
            if desks[client]?.hangsUp == true {
                desks[client]?.hangsUp = false
                await close(client)
            }
            try await update(client)
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
            if let reply { report(.replied(nil, reply)) }
        }
    }

    private func update(_ client: ClientID) async throws(MediaPlaneError) {
        guard let desk = desks[client] else { return }
        if let session = desk.session {
            let offer = try await plane.setReceived(desk.wanted, session: session)
            if let offer { report(.offered(client, offer)) }
            return
        }
        guard !desk.wanted.isEmpty else { return }
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
        report(.receiving(client, isLost: true))
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
            case .notLive: MemberRefusal(.unknownStream, "nothing is there to receive")
            case .noSuchSession: MemberRefusal(.staleRev, "that connection is over", field: "rev")
            case .exhausted(let text): MemberRefusal(.busy, text)
            case .shuttingDown: MemberRefusal(.busy, "the relay stops")
            case .tooManyCandidates: MemberRefusal(.limitExceeded, "too many candidates")
            }
    }
}
