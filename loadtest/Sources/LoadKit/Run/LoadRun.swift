// SPDX-License-Identifier: Apache-2.0

import Transport

/// One run, from the first broadcaster to the report: everybody joins, the load holds, everybody leaves.
struct LoadRun {
    /// For a broadcaster, and for the last viewers, to connect.
    private static let connectSeconds = 15
    /// From the last viewer's joining to the hold, so that what joining cost is over.
    static let settling = Duration.seconds(2)
    /// What a relay still holds when media stops arrives within a round trip, or what is asked for again within some.
    private static let draining = Duration.milliseconds(500)
    /// For a server to notice that everybody left.
    private static let leaving = Duration.seconds(3)

    let plan: LoadPlan
    let crowd: Crowd
    private let dialect: any SignalingDialect
    /// The first carries the broadcasters, the others the viewers.
    private let loops: [LoadLoop]
    private let meter: ServerMeter?

    init(_ plan: LoadPlan) throws {
        self.plan = plan
        // A viewer takes some descriptors; what the system refuses shows when one is opened.
        _ = try? OpenFileLimit.raise()
        let resources = try LoadResources(plan.scenario, localAddresses: plan.localAddresses)
        let loops = try (0...plan.threads).map {
            try LoadLoop(
                name: $0 == 0 ? "broadcasters" : "viewers-\($0)", scenario: plan.scenario,
                resources: resources)
        }
        self.loops = loops
        dialect = try plan.peer.dialect(plan)
        crowd = Crowd(plan: plan, dialect: dialect, loops: Array(loops.dropFirst()))
        meter = plan.serverPID.map { ServerMeter(pid: $0) }
    }

    /// Runs the load and gives its report. What was opened is closed, whatever happens.
    func run() async throws -> RunReport {
        do {
            let report = try await measured()
            await shutDown()
            return report
        } catch {
            await shutDown()
            throw error
        }
    }

    private func measured() async throws -> RunReport {
        let idle = await moment()
        let broadcasts = try await startBroadcasts()
        if plan.scenario.idle { await fallSilent() }
        let sampler = Sampler()
        let sampling = Task { await sampler.run { (await moment(), await recentLatency()) } }
        let empty = await moment()
        let (full, held) = await withDiscardingTaskGroup { group in
            await crowd.join(&group)
            await settle()
            for loop in loops { await loop.beginHold() }
            let full = await moment()
            sampler.enter("holding")
            await crowd.hold(&group)
            return (full, await moment())
        }
        sampling.cancel()
        await sampling.value
        let drained = await drain()
        let publishers = await loops[0].publisherFigures()
        await end(broadcasts)
        await dialect.close()
        let gone = meter == nil ? nil : await afterwards()
        return RunReport(
            plan: plan,
            moments: RunMoments(
                idle: idle, empty: empty, full: full, held: held, drained: drained, gone: gone),
            publishers: publishers,
            refusals: crowd.refusals.all,
            samples: sampler.samples
        )
    }

    // MARK: - Its parts

    private func startBroadcasts() async throws -> [SignaledSession] {
        var sessions: [SignaledSession] = []
        do {
            try await dialect.open(plan.broadcasts)
            for (id, name) in plan.broadcasts.enumerated() where plan.publishes {
                sessions.append(try await dialect.publish(name, BroadcasterHandle(loop: loops[0], id: id)))
            }
        } catch let error where !(error is LoadError) {
            throw LoadError.unreachable(url: plan.base, reason: "\(error)")
        }
        for id in sessions.indices { try await untilBroadcasting(id) }
        return sessions
    }

    private func untilBroadcasting(_ id: Int) async throws {
        for _ in 0..<(10 * Self.connectSeconds) {
            if try await loops[0].isBroadcasting(id) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw LoadError.noBroadcast("not connected within \(Self.connectSeconds) s")
    }

    /// Waits until everybody who was answered is connected, or fails to be.
    private func settle() async {
        for _ in 0..<(10 * Self.connectSeconds) {
            let totals = await viewerTotals()
            if totals.connected + totals.dropped + totals.refused >= totals.asked { break }
            try? await Task.sleep(for: .milliseconds(100))
        }
        try? await Task.sleep(for: Self.settling)
    }

    /// Once there was something to watch, so that the server calls the broadcasts live.
    private func fallSilent() async {
        try? await Task.sleep(for: Self.settling)
        await loops[0].fallSilent()
        try? await Task.sleep(for: Self.draining)
    }

    private func drain() async -> Moment {
        await loops[0].stopMedia()
        for loop in loops { await loop.endMedia() }
        try? await Task.sleep(for: Self.draining)
        return await moment()
    }

    private func end(_ broadcasts: [SignaledSession]) async {
        let sessions = await crowd.open.all + broadcasts
        await withDiscardingTaskGroup { group in
            for session in sessions { group.addTask { await dialect.end(session) } }
        }
    }

    private func afterwards() async -> ServerMeter.Reading? {
        try? await Task.sleep(for: Self.leaving)
        return meter?.read()
    }

    private func shutDown() async {
        await dialect.close()
        for loop in loops {
            await loop.closeAll()
            loop.loop.stop()
        }
    }

    // MARK: - Figures

    private func moment() async -> Moment {
        let totals = await viewerTotals()
        return Moment(
            at: .now,
            totals: totals,
            sent: await loops[0].publisherFigures().reduce(0) { $0 + $1.packets },
            server: meter?.read(),
            generator: ServerMeter.own.read(),
            machineSeconds: ServerMeter.machineSeconds()
        )
    }

    private func viewerTotals() async -> ViewerTotals {
        var totals = ViewerTotals()
        for loop in loops { totals.add(await loop.viewerTotals()) }
        return totals
    }

    private func recentLatency() async -> Histogram {
        var latency = Histogram()
        for loop in loops { latency.add(await loop.recentLatency()) }
        return latency
    }
}
