// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import Synchronization
import Transport

/// One run, from the first broadcaster to the report.
struct LoadRun {
    private let plan: LoadPlan
    private let resources: LoadResources
    /// The first carries the broadcasters, the others the viewers.
    private let loops: [LoadLoop]
    private let client: SessionClient
    private let refusals = Refusals()

    init(_ plan: LoadPlan) throws {
        self.plan = plan
        let resources = try LoadResources(plan)
        self.resources = resources
        loops = try (0...plan.threads).map {
            try LoadLoop(name: $0 == 0 ? "broadcasters" : "viewers-\($0)", plan: plan, resources: resources)
        }
        client = SessionClient(http: .shared, token: plan.token)
    }

    private var broadcasterLoop: LoadLoop { loops[0] }
    private func viewerLoop(_ id: Int) -> LoadLoop { loops[1 + id % plan.threads] }

    /// Runs the load and gives its report. What was opened is closed, whatever happens.
    func run() async throws -> LoadReport {
        do {
            let report = try await measured()
            await shutDown()
            return report
        } catch {
            await shutDown()
            throw error
        }
    }

    private func measured() async throws -> LoadReport {
        let meter = plan.serverPID.map { ServerMeter(pid: $0) }
        let serverIdle = meter?.read()
        let broadcasts = try await startBroadcasts()
        let serverBefore = meter?.read()
        let ownBefore = ServerMeter.own.read()
        let start = ContinuousClock.now
        let progress = Task { await Progress(plan).run { await viewerTotals() } }
        let sessions = await playAll()
        let elapsed = ContinuousClock.now - start
        let serverAfter = meter?.read()
        let ownAfter = ServerMeter.own.read()
        progress.cancel()
        await broadcasterLoop.stopMedia()
        // What the relay still holds arrives within a round trip; half a second is plenty on one machine.
        try? await Task.sleep(for: .milliseconds(500))
        let totals = await viewerTotals()
        let publishers = await broadcasterLoop.publisherFigures()
        await end(sessions + broadcasts)
        let serverSettled = await settled(meter)
        return LoadReport(
            plan: plan,
            seconds: elapsed.seconds,
            viewers: totals,
            publishers: publishers,
            refusals: refusals.all,
            server: ServerUse(
                idle: serverIdle,
                before: serverBefore,
                after: serverAfter,
                settled: serverSettled
            ),
            generator: ServerUse(idle: nil, before: ownBefore, after: ownAfter)
        )
    }

    // MARK: - Broadcasters

    private func startBroadcasts() async throws -> [SessionClient.Session] {
        var sessions: [SessionClient.Session] = []
        for id in 0..<plan.publishing {
            let offer = try await broadcasterLoop.offerBroadcast(id)
            let session = try await client.post(offer, to: plan.publishURL(plan.broadcasts[id]))
            try await broadcasterLoop.acceptBroadcast(id, answer: session.answer)
            sessions.append(session)
        }
        for id in 0..<plan.publishing { try await untilBroadcasting(id) }
        return sessions
    }

    private func untilBroadcasting(_ id: Int) async throws {
        for _ in 0..<150 {
            if try await broadcasterLoop.isBroadcasting(id) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw LoadError.noBroadcast("not connected within 15 s")
    }

    // MARK: - Viewers

    /// Lets viewers join at the ramp's pace, then come and go at the churn's, until the time is over.
    private func playAll() async -> [SessionClient.Session] {
        let open = OpenSessions()
        await withTaskGroup(of: Void.self) { group in
            let clock = ContinuousClock()
            let start = clock.now
            for id in 0..<plan.viewers {
                try? await clock.sleep(until: start + .seconds(1) * (Double(id) / Double(plan.ramp)))
                group.addTask { await play(id, open) }
            }
            let end = clock.now + .seconds(plan.seconds)
            if plan.churn > 0 { await churn(until: end, open, &group) }
            try? await clock.sleep(until: end)
            await group.waitForAll()
        }
        return await open.all
    }

    /// Replaces the longest-watching viewer by a new one, `churn` times a second.
    private func churn(
        until end: ContinuousClock.Instant,
        _ open: OpenSessions,
        _ group: inout TaskGroup<Void>
    ) async {
        let clock = ContinuousClock()
        let interval = Duration.seconds(1) / plan.churn
        var next = clock.now
        var id = plan.viewers
        while clock.now < end {
            if let (oldest, session) = await open.takeOldest() {
                group.addTask {
                    await viewerLoop(oldest).leave(oldest)
                    await client.delete(session)
                    await viewerLoop(oldest).endViewer(oldest)
                }
            }
            let newcomer = id
            group.addTask { await play(newcomer, open) }
            id += 1
            next += interval
            try? await clock.sleep(until: next)
        }
    }

    private func play(_ id: Int, _ open: OpenSessions) async {
        let loop = viewerLoop(id)
        do {
            let offer = try await loop.offerViewer(id)
            let broadcast = plan.broadcasts[id % plan.broadcasts.count]
            let session = try await client.post(offer, to: plan.playURL(broadcast))
            try await loop.acceptViewer(id, answer: session.answer)
            await open.add(id, session)
        } catch {
            refusals.add("\(error)")
            await loop.endViewer(id)
        }
    }

    private func viewerTotals() async -> ViewerTotals {
        var totals = ViewerTotals()
        for loop in loops { totals.add(await loop.viewerTotals()) }
        return totals
    }

    // MARK: - The end

    private func end(_ sessions: [SessionClient.Session]) async {
        await withTaskGroup(of: Void.self) { group in
            for session in sessions { group.addTask { await client.delete(session) } }
        }
    }

    /// The server once everybody has left and it had time to notice.
    private func settled(_ meter: ServerMeter?) async -> ServerMeter.Reading? {
        guard let meter else { return nil }
        try? await Task.sleep(for: .seconds(3))
        return meter.read()
    }

    private func shutDown() async {
        for loop in loops {
            await loop.closeAll()
            loop.loop.stop()
        }
    }
}

/// The viewers that are connected, oldest first.
actor OpenSessions {
    private var sessions: [(id: Int, session: SessionClient.Session)] = []

    var all: [SessionClient.Session] { sessions.map(\.session) }

    func add(_ id: Int, _ session: SessionClient.Session) {
        sessions.append((id, session))
    }

    func takeOldest() -> (Int, SessionClient.Session)? {
        sessions.isEmpty ? nil : sessions.removeFirst()
    }
}

/// Why viewers could not join, each reason once with its count.
final class Refusals: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    var all: [String: Int] { counts.withLock { $0 } }

    func add(_ reason: String) {
        counts.withLock { $0[reason, default: 0] += 1 }
    }
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
