// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// The control protocol's service: takes sockets' messages, steps the ``MemberDirectory`` and does its effects.
///
/// One lock around both: effects are done in the order of the steps, so that every client hears events in the
/// order in which it would hear them again after a lost socket. Sending never blocks, and a message is encoded
/// once for all who get it.
final class MemberService<Connection: MemberConnection>: Sendable {
    private struct State {
        var directory: MemberDirectory
        var sockets: [ConnectionID: Connection] = [:]
        var news = WaitingNews()
    }

    private let state: Mutex<State>
    private let access: AccessPolicy
    private let passwords = PasswordWorker()
    private let now: @Sendable () -> Duration
    private let wallClock: @Sendable () -> Date
    /// Work for the media plane in the order of the steps; ``serveMedia(_:events:)`` takes it. How much of it waits is counted:
    /// beyond ``MemberLimits/mediaWork`` no request is taken that could make more.
    private let work: AsyncStream<MediaWork>
    private let workQueue: AsyncStream<MediaWork>.Continuation
    private let waitingWork = Atomic(0)
    private let mostWork: Int
    /// That a connection has come since ``run()`` last looked.
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    /// That there are news for WHIP and WHEP since ``takeNews()`` last took them; for one consumer.
    let newsArrivals: AsyncStream<Void>
    private let newsArrival: AsyncStream<Void>.Continuation

    /// A service without clients.
    ///
    /// - Parameters:
    ///   - access: Judges the tokens that clients show.
    ///   - limits: The bounds and deadlines.
    ///   - now: The time since an arbitrary start.
    ///   - wallClock: The time of day, which clients are told.
    init(
        access: AccessPolicy,
        limits: MemberLimits = MemberLimits(),
        now: @escaping @Sendable () -> Duration,
        wallClock: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.access = access
        mostWork = limits.mediaWork
        self.now = now
        self.wallClock = wallClock
        (work, workQueue) = AsyncStream.makeStream()
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (newsArrivals, newsArrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        state = Mutex(State(directory: MemberDirectory(limits: limits)))
    }

    /// Looks at the deadlines until it is cancelled, then tells everybody that the relay stops. Once, by one task.
    ///
    /// Waits for the first connection while there is nobody: forty looks a second cost a twentieth of what a worker with
    /// 200 viewers does.
    func run() async {
        var arrivals = arrivals.makeAsyncIterator()
        while !Task.isCancelled {
            tick()
            if inspect(\.isVacant) {
                _ = await arrivals.next()
            } else {
                try? await Task.sleep(for: Limits.memberTick)
            }
        }
        shutDown()
    }

    /// Looks at the deadlines once.
    func tick() {
        step { directory, now in directory.tick(now: now) }
    }

    /// Sends everybody away.
    func shutDown() {
        step { directory, now in directory.shutDown(now: now) }
    }

    /// What a look at the directory gives; for the media half and for tests.
    func inspect<Result: Sendable>(_ look: (MemberDirectory) -> Result) -> Result {
        state.withLock { look($0.directory) }
    }

    /// Who publishes by WHIP under a name; nil: nobody does any more. Those of the room of that name are told.
    func broadcast(_ id: BroadcastID, by publication: WHIPPublication?) {
        state.withLock { state in
            if publication == nil { state.news.forgetEnd(of: id) }
            perform(state.directory.broadcast(id, by: publication, now: now()), &state)
        }
    }

    /// What WHIP and WHEP are to know of the rooms since this was last called.
    func takeNews() -> [RoomNews] {
        state.withLock { $0.news.take() }
    }

    /// How many rooms and members there are.
    func counts() -> MemberCounts {
        state.withLock { $0.directory.counts }
    }

    /// A room's picture by its name, and whether the room has a password.
    func preview(_ id: String) -> (RoomPreview, isProtected: Bool)? {
        state.withLock { $0.directory.preview(id) }
    }

    // MARK: Media

    /// Has the members' media done by `plane`, whose events `events` are, until it is cancelled.
    func serveMedia(_ plane: any MediaPlane, events: AsyncStream<MediaEvent>) async {
        let media = MemberMedia(plane: plane) { [weak self] outcome in self?.take(outcome) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                for await piece in work {
                    waitingWork.subtract(1, ordering: .relaxed)
                    await media.take(piece)
                }
            }
            group.addTask {
                for await event in events { await media.take(event) }
            }
        }
    }

    private func take(_ outcome: MediaOutcome) {
        step { directory, now in
            switch outcome {
            case .published(let session, let result, let reply):
                directory.published(session, result, reply, now: now)
            case .offered(let client, let offer): directory.offered(offer, to: client, now: now)
            case .replied(let refusal, let reply): directory.replied(refusal, reply, now: now)
            case .programme(let programme, let onAir):
                directory.programme(programme, shows: onAir, now: now)
            case .connected(let session): directory.connected(session, now: now)
            case .ended(let session): directory.ended(session, now: now)
            case .receiving(let client, let isLost):
                directory.receiving(client, isLost: isLost, now: now)
            }
        }
    }

    // MARK: What sockets tell, each in order: opened, messages, closed once

    /// A socket is open.
    func socketDidOpen(_ socket: Connection) {
        let id = ConnectionID(number: socket.id)
        state.withLock { state in
            state.sockets[id] = socket
            let effects = state.directory.opened(id, address: socket.remoteAddress, now: now())
            perform(effects, &state)
        }
        arrival.yield()
    }

    /// A text message came.
    func socket(_ socket: Connection, didReceive text: [UInt8]) {
        take(MemberRequest.read(text), from: socket)
    }

    /// A binary message came.
    func socket(_ socket: Connection, didReceiveBinary bytes: [UInt8]) {
        take(MemberRequest.read(binary: bytes), from: socket)
    }

    /// No part of a file waits for the client any more.
    func socketDidDrain(_ socket: Connection) {
        let id = ConnectionID(number: socket.id)
        step { directory, now in directory.drained(id, now: now) }
    }

    /// Reading, and drawing what may be needed, waited for nobody.
    private func take(_ message: MemberRequest.Numbered, from socket: Connection) {
        let id = ConnectionID(number: socket.id)
        var generator = SystemRandomNumberGenerator()
        let entropy = Entropy(using: &generator)
        state.withLock { state in
            let now = now()
            switch admitted(message.request) {
            case .success(let request):
                let effects = state.directory.received(
                    authorised(request), id: message.id, from: id, now: now, entropy: entropy)
                perform(effects, &state)
            case .failure(let refusal):
                let effects = state.directory.unreadable(refusal, id: message.id, from: id, now: now)
                perform(effects, &state)
            }
        }
    }

    /// The socket is gone.
    func socketDidClose(_ socket: Connection) {
        let id = ConnectionID(number: socket.id)
        state.withLock { state in
            state.sockets[id] = nil
            perform(state.directory.closed(id, now: now()), &state)
        }
    }

    // MARK: Effects

    private func step(_ take: (inout MemberDirectory, Duration) -> [MemberEffect]) {
        state.withLock { state in
            perform(take(&state.directory, now()), &state)
        }
    }

    /// While the media plane is far behind, nobody asks for more; who goes may go.
    private func admitted(
        _ request: Result<MemberRequest, MemberRefusal>
    ) -> Result<MemberRequest, MemberRefusal> {
        guard waitingWork.load(ordering: .relaxed) >= mostWork else { return request }
        switch request {
        case .success(.pong), .success(.bye), .success(.byeUnlessBack), .failure: return request
        case .success: return .failure(MemberRefusal(.busy, "the relay is behind"))
        }
    }

    /// Judges the token of a `hello`.
    private func authorised(_ request: MemberRequest) -> MemberRequest {
        guard case .hello(var hello) = request else { return request }
        let field = hello.auth.map { "Bearer \($0)" }
        if access.decide(field, for: .publish) == .allowed {
            hello.rights = .publish
        } else {
            hello.rights = access.decide(field, for: .play) == .allowed ? .play : nil
        }
        return .hello(hello)
    }

    private func perform(_ effects: [MemberEffect], _ state: inout State) {
        for effect in effects {
            switch effect {
            case .reply(let connection, let id, let reply):
                guard let json = reply.json(id: id, time: milliseconds) else { continue }
                state.sockets[connection]?.send(Connection.message(text: json), .control)
            case .event(let event, let connections):
                let message = Connection.message(text: event.json)
                for connection in connections {
                    state.sockets[connection]?.send(message, .control)
                }
            case .ping(let connection, let lastEvent):
                let ping = Heartbeat.ping(lastEvent: lastEvent)
                state.sockets[connection]?.send(Connection.message(text: ping), .control)
            case .close(let connection, let code):
                state.sockets.removeValue(forKey: connection)?.close(code.rawValue, code.reason)
            case .hash(let ticket, let password): hash(ticket, password)
            case .verify(let ticket, let password, let hash): verify(ticket, password, hash)
            case .media(let work):
                waitingWork.add(1, ordering: .relaxed)
                workQueue.yield(work)
            case .news(let news):
                state.news.add(news)
                newsArrival.yield()
            case .data(let effect): effect.deliver(to: state.sockets)
            }
        }
    }

    /// The time of day in ms since 1970.
    private var milliseconds: Int { Int(wallClock().timeIntervalSince1970 * 1_000) }

    private func hash(_ ticket: PasswordTicket, _ password: String) {
        passwords.hash(password) { [weak self] hash in
            self?.step { directory, now in directory.hashed(ticket, hash, now: now) }
        }
    }

    private func verify(_ ticket: PasswordTicket, _ password: String, _ hash: PasswordHash) {
        passwords.verify(password, hash) { [weak self] isRight in
            self?.step { directory, now in directory.verified(ticket, isRight, now: now) }
        }
    }
}

extension GoodbyeCode {
    /// What the close frame says.
    var reason: String {
        switch self {
        case .goodbye: "goodbye"
        case .shuttingDown: "the relay stops"
        case .unauthorized: "the token is not good"
        case .noHello: "silent for too long"
        case .replaced: "resumed on another socket"
        case .tooBusy: "too many connections"
        case .unsupported: "no common version"
        }
    }
}
