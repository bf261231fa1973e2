// SPDX-License-Identifier: Apache-2.0

import Logging
import RTP
import SDP
import Testing
import Transport

@testable import Relay

/// A relay on loopback, and a loop for its clients, on whose thread a test's own code runs.
///
/// Whatever a test opened is closed at its end.
actor Stage: LoopActor {
    nonisolated let loop: EventLoop
    nonisolated let relay: Relay

    /// One certificate for all clients: making keys is no part of a test.
    let identity: DTLSIdentity
    /// What the relay told, in order.
    private(set) var events: [RelayEvent] = []

    private let running: Task<Void, Never>
    private var clients: [TestClient] = []
    private var waits: [Wait] = []
    private var ticker: LoopTimer?
    private var ticks = 0
    private var names = 0

    private struct Wait {
        let deadline: MonotonicTime
        let condition: () -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private init(_ configuration: RelayConfiguration) throws {
        let relay = try Relay(
            configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.relay = relay
        running = Task { await relay.run() }
        identity = try DTLSIdentity.generate()
        loop = try EventLoop(name: "stage")
        loop.start()
    }

    /// Runs a test's body on the loop of a stage of its own. Peers share their worker's port unless `ports`, `stun` or
    /// `ownPorts` say otherwise. With two workers the first viewer of a broadcast lives elsewhere than its publisher,
    /// and the others in turn here and there. A test that does little but wait for a time-out is
    /// patient, and needs no place at the door.
    static func run(
        workers: Int = 1,
        ports: ClosedRange<UInt16>? = nil,
        stun: RelayConfiguration.STUNServer? = nil,
        ownPorts: Bool = false,
        isPatient: Bool = false,
        _ body: @Sendable (isolated Stage) async throws -> Void
    ) async throws {
        var configuration = RelayConfiguration(
            workers: workers,
            mediaPort: ownPorts || ports != nil || stun != nil ? nil : 0,
            mediaPorts: ports,
            localAddresses: ["127.0.0.1"],
            stun: stun
        )
        configuration.crowd = 0
        guard !isPatient else { return try await perform(configuration, body) }
        await StageDoor.shared.enter()
        let result: Result<Void, any Error>
        do {
            result = .success(try await perform(configuration, body))
        } catch {
            result = .failure(error)
        }
        await StageDoor.shared.leave()
        try result.get()
    }

    private static func perform(
        _ configuration: RelayConfiguration,
        _ body: @Sendable (isolated Stage) async throws -> Void
    ) async throws {
        let stage = try Stage(configuration)
        let listening = Task { for await event in stage.relay.events { await stage.note(event) } }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(stage))
        } catch {
            result = .failure(error)
        }
        await stage.closeClients()
        await stage.stopRelay()
        await listening.value
        await stage.end()
        stage.loop.stop()
        try result.get()
    }

    // MARK: - Clients

    /// An id that no other peer of this stage has.
    func freshID(_ role: String = "peer") -> PeerID {
        names += 1
        return PeerID("\(role)-\(names)")
    }

    /// A client whose offer nobody has seen yet.
    func publisher(_ shape: TestPublisher.Shape = .init()) throws -> TestPublisher {
        let publisher = TestPublisher(freshID("publisher"), loop: loop, identity: identity, shape: shape)
        clients.append(publisher)
        try publisher.open()
        return publisher
    }

    /// A client whose offer nobody has seen yet.
    func viewer(_ wish: ClientOffer = .viewer()) throws -> TestViewer {
        let viewer = TestViewer(freshID("viewer"), loop: loop, identity: identity, wish: wish)
        clients.append(viewer)
        try viewer.open()
        return viewer
    }

    /// A client of several streams, which has none yet.
    func uplink() throws -> TestUplink {
        let uplink = TestUplink(freshID("uplink"), loop: loop, identity: identity)
        clients.append(uplink)
        try uplink.open()
        return uplink
    }

    /// A client that waits for the relay's offers.
    func receiver() -> TestReceiver {
        let receiver = TestReceiver(freshID("receiver"), loop: loop, identity: identity, wish: .viewer())
        clients.append(receiver)
        return receiver
    }

    /// Lets the relay answer a publisher's offer, which starts it.
    func publish(_ publisher: TestPublisher, as name: String = "cam") async throws {
        let answer = try await relay.publish(.named(name), peer: publisher.id, offer: publisher.offer)
        try publisher.accept(answer)
    }

    /// Lets the relay answer a viewer's offer, which starts it; what is played.
    @discardableResult
    func watch(_ viewer: TestViewer, _ names: String...) async throws -> [String] {
        let keys = (names.isEmpty ? ["cam"] : names).map(BroadcastKey.named)
        let result = try await relay.subscribe(
            keys, peer: viewer.id, offer: viewer.offer, allowCounterOffer: false
        )
        guard case .answer(let answer, let playing) = result else { throw Unexpected(what: "\(result)") }
        try viewer.accept(answer)
        return playing.map(\.name)
    }

    /// A publisher whose media flows.
    func livePublisher(
        _ shape: TestPublisher.Shape = .init(), as name: String = "cam"
    ) async throws -> TestPublisher {
        let publisher = try publisher(shape)
        try await publish(publisher, as: name)
        try await until { self.events.contains(.live(.named(name), publisher.id)) }
        return publisher
    }

    /// A viewer to which media flows.
    func playingViewer(_ wish: ClientOffer = .viewer(), of name: String = "cam") async throws -> TestViewer {
        let viewer = try viewer(wish)
        try await watch(viewer, name)
        try await until { viewer.isPlaying }
        return viewer
    }

    /// Closes clients that a test is done with, and forgets them.
    func dismiss(_ gone: [TestClient]) {
        for client in gone { client.close() }
        clients.removeAll { client in gone.contains { $0 === client } }
    }

    // MARK: - Waiting

    /// Waits until `condition` holds, looked at every other millisecond.
    func until(
        seconds: Int64 = 60,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: @escaping () -> Bool
    ) async throws {
        guard !condition() else { return }
        if ticker == nil {
            ticker = loop.scheduleRepeating(milliseconds: 2) { [unowned self] in
                assumeIsolated { $0.look() }
            }
        }
        let deadline = loop.currentTime().advanced(milliseconds: seconds * 1_000)
        let held = await withCheckedContinuation { continuation in
            waits.append(Wait(deadline: deadline, condition: condition, continuation: continuation))
        }
        guard !held else { return }
        Issue.record("a condition did not come true within \(seconds) s", sourceLocation: sourceLocation)
        throw Unexpected(what: "overdue")
    }

    /// Waits until the relay's figures are as `condition` wants them.
    func untilFigures(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ condition: (RelayStatistics) -> Bool
    ) async throws {
        let deadline = loop.currentTime().advanced(milliseconds: 60_000)
        while !condition(await relay.statistics()) {
            guard loop.currentTime() < deadline else {
                Issue.record("the figures did not come true", sourceLocation: sourceLocation)
                throw Unexpected(what: "overdue")
            }
            let tick = ticks
            try await until { self.ticks > tick }
        }
    }

    private func look() {
        ticks += 1
        let now = loop.now
        let (over, left) = waits.reduce(into: ([(Wait, Bool)](), [Wait]())) { sorted, wait in
            if wait.condition() {
                sorted.0.append((wait, true))
            } else if now >= wait.deadline {
                sorted.0.append((wait, false))
            } else {
                sorted.1.append(wait)
            }
        }
        waits = left
        for (wait, held) in over { wait.continuation.resume(returning: held) }
    }

    // MARK: - Events

    private func note(_ event: RelayEvent) {
        events.append(event)
    }

    /// Why a peer ended, each time that was told.
    func endings(of client: TestClient) -> [PeerEndReason] {
        events.compactMap { event in
            guard case .ended(client.id, let reason) = event else { return nil }
            return reason
        }
    }

    // MARK: - The end

    /// Stops the relay as the program does, and waits for it.
    func stopRelay() async {
        running.cancel()
        await running.value
    }

    private func closeClients() {
        for client in clients { client.close() }
        clients = []
    }

    private func end() {
        ticker?.cancel()
        ticker = nil
    }
}

/// What ends a test early.
struct Unexpected: Error {
    let what: String
}

extension BroadcastKey {
    /// A broadcast of the one room that most tests have.
    static func named(_ name: String) -> BroadcastKey {
        BroadcastKey(room: "room", name: name)
    }
}

extension RelayStatistics {
    /// A figure over all workers.
    func sum<Number: AdditiveArithmetic>(_ figure: KeyPath<WorkerSnapshot, Number>) -> Number {
        workers.reduce(.zero) { $0 + $1[keyPath: figure] }
    }
}
