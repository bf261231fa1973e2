// SPDX-License-Identifier: Apache-2.0

/// The viewers of a run: lets them join, come and go, and storm in.
struct Crowd: Sendable {
    let plan: LoadPlan
    let dialect: any SignalingDialect
    /// Those that carry viewers.
    let loops: [LoadLoop]
    let open = OpenSessions()
    let refusals = Refusals()

    private func loop(of viewer: Int) -> LoadLoop { loops[viewer % loops.count] }

    /// Lets the viewers join at the ramp's pace, and returns once each was answered.
    func join(_ group: inout DiscardingTaskGroup) async {
        await join(0..<plan.scenario.viewers, perSecond: Double(plan.scenario.ramp), &group)
        while await open.joining > 0 { try? await Task.sleep(for: .milliseconds(50)) }
    }

    /// Holds the load until its time is over: churn and the storm fall into it.
    func hold(_ group: inout DiscardingTaskGroup) async {
        let scenario = plan.scenario
        let clock = ContinuousClock()
        let end = clock.now + .seconds(scenario.hold)
        if scenario.storm > 0 {
            let newcomers = scenario.viewers..<(scenario.viewers + scenario.storm)
            group.addTask { await storm(newcomers) }
        }
        if scenario.churn > 0 { await churn(until: end, &group) }
        try? await clock.sleep(until: end)
        while await open.joining > 0 { try? await Task.sleep(for: .milliseconds(50)) }
    }

    private func storm(_ newcomers: Range<Int>) async {
        try? await Task.sleep(for: .seconds(plan.scenario.hold) / 3)
        let pace = Double(newcomers.count) / Double(plan.scenario.stormSeconds)
        await withDiscardingTaskGroup { group in await join(newcomers, perSecond: pace, &group) }
    }

    private func join(_ ids: Range<Int>, perSecond pace: Double, _ group: inout DiscardingTaskGroup) async {
        let clock = ContinuousClock()
        let start = clock.now
        for (place, id) in ids.enumerated() {
            try? await clock.sleep(until: start + .seconds(1) * (Double(place) / pace))
            await open.begin()
            group.addTask { await play(id) }
        }
    }

    /// Replaces the longest-watching viewer by a new one, as often as the churn says.
    private func churn(until end: ContinuousClock.Instant, _ group: inout DiscardingTaskGroup) async {
        let clock = ContinuousClock()
        let interval = Duration.seconds(1) / plan.scenario.churn
        var next = clock.now
        var id = plan.scenario.viewers + plan.scenario.storm
        while clock.now < end {
            if let (oldest, session) = await open.takeOldest() {
                group.addTask { await leave(oldest, session) }
            }
            let newcomer = id
            await open.begin()
            group.addTask { await play(newcomer) }
            id += 1
            next += interval
            try? await clock.sleep(until: next)
        }
    }

    private func play(_ id: Int) async {
        let loop = loop(of: id)
        await loop.beginViewer(id)
        do {
            let session = try await dialect.play(plan.broadcast(of: id), ViewerHandle(loop: loop, id: id))
            await open.add(id, session)
        } catch {
            refusals.add("\(error)")
            await loop.refuseViewer(id)
            await open.refuse()
        }
    }

    private func leave(_ id: Int, _ session: SignaledSession) async {
        await loop(of: id).leave(id)
        await dialect.end(session)
        await loop(of: id).endViewer(id)
    }
}
