// SPDX-License-Identifier: Apache-2.0

import RTP

@testable import Transport

/// A loop whose thread a test's own code runs on, with what it opened closed at its end.
///
/// A continuation resumes by way of the global pool, so tests that compute for long must yield to those that wait.
actor Bench: LoopActor {
    nonisolated let loop: EventLoop

    private var peers: [TestPeer] = []
    private var ports: [MediaPort] = []
    private var waits: [Wait] = []
    private var ticker: LoopTimer?

    private struct Wait {
        let deadline: MonotonicTime
        let condition: () -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    private init() throws {
        loop = try EventLoop(name: "bench")
        loop.start()
    }

    /// Runs a test's body on a loop of its own.
    static func run(_ body: @Sendable (isolated Bench) async throws -> Void) async throws {
        let bench = try Bench()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(bench))
        } catch {
            result = .failure(error)
        }
        await bench.end()
        bench.loop.stop()
        try result.get()
    }

    /// Makes a peer that the bench closes.
    func peer(
        _ identity: DTLSIdentity,
        ice: ICEConfiguration = .loopback,
        port: MediaPort? = nil,
        consent: Bool = true,
        controlling: Bool = false
    ) throws -> TestPeer {
        let peer = try TestPeer(
            loop: loop, identity: identity, ice: ice, port: port, consent: consent, controlling: controlling
        )
        peers.append(peer)
        return peer
    }

    /// Makes a port that the bench closes, after its peers.
    func port(_ ice: ICEConfiguration = .loopback, number: UInt16 = 0) throws -> MediaPort {
        let port = try MediaPort(loop: loop, port: number, ice: ice)
        ports.append(port)
        return port
    }

    /// Lets go of peers that the test closed.
    func forget(_ closed: TestPeer...) {
        peers.removeAll { peer in closed.contains { $0 === peer } }
    }

    /// Waits until `condition` holds, looked at every millisecond; false if it doesn't within `seconds`.
    func wait(seconds: Int64 = 10, until condition: @escaping () -> Bool) async -> Bool {
        if condition() { return true }
        if ticker == nil {
            ticker = loop.scheduleRepeating(milliseconds: 1) { [unowned self] in
                assumeIsolated { $0.look() }
            }
        }
        let deadline = loop.currentTime().advanced(milliseconds: seconds * 1_000)
        return await withCheckedContinuation { continuation in
            waits.append(Wait(deadline: deadline, condition: condition, continuation: continuation))
        }
    }

    /// Lets `milliseconds` of loop time pass, for tests that something does *not* happen.
    func pass(milliseconds: Int64) async {
        let end = loop.currentTime().advanced(milliseconds: milliseconds)
        _ = await wait { [loop] in loop.now >= end }
    }

    private func look() {
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

    private func end() {
        for peer in peers { peer.transport.close() }
        peers = []
        for port in ports { port.close() }
        ports = []
        ticker?.cancel()
        ticker = nil
    }
}

extension ICEConfiguration {
    /// IPv4 loopback, any port.
    static let loopback = ICEConfiguration(localAddresses: ["127.0.0.1"])
}
