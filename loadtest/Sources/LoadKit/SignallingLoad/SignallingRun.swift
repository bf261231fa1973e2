// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Transport

/// One signalling load, from the room's opening to its report: everybody joins, all are silent for a while, one speaks, everybody
/// leaves.
struct SignallingRun {
    /// For the last clients to be answered, and for the last message to arrive.
    private static let patience = 30
    /// From the last joining to the hold, so that what joining cost is over.
    private static let settling = Duration.seconds(2)
    /// For a server to notice that everybody left.
    private static let leaving = Duration.seconds(3)

    let plan: SignallingPlan
    private let tally = SignallingTally()
    private let meter: ServerMeter?

    init(_ plan: SignallingPlan) {
        self.plan = plan
        meter = plan.serverPID.map { ServerMeter(pid: $0) }
    }

    /// Runs the load and gives its report. All sockets are closed, whatever happens.
    func run() async throws -> SignallingReport {
        // A client takes a descriptor; what the system refuses shows when one is opened.
        _ = try? OpenFileLimit.raise()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: plan.threads)
        do {
            let report = try await measured(group)
            try? await group.shutdownGracefully()
            return report
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private func measured(_ group: MultiThreadedEventLoopGroup) async throws -> SignallingReport {
        let idle = moment()
        let display = SignallingDisplay(plan, tally: tally, meter: meter)
        let showing = Task { await display.run() }
        defer { showing.cancel() }
        let opener = try await open(group)
        let empty = moment()
        display.enter("joining")
        let others = await join(group)
        let joined = moment()
        try await Task.sleep(for: Self.settling)
        display.enter("holding")
        let full = moment()
        try await Task.sleep(for: .seconds(plan.hold))
        let held = moment()
        display.enter("speaking")
        await speak(opener)
        let spoken = moment()
        tally.end()
        await close([opener] + others)
        showing.cancel()
        await showing.value
        try await Task.sleep(for: Self.leaving)
        return SignallingReport(
            plan: plan,
            counts: tally.counts,
            moments: SignallingMoments(
                idle: idle, empty: empty, joined: joined, full: full, held: held, spoken: spoken,
                gone: meter?.read())
        )
    }

    // MARK: - Its parts

    private func open(_ group: MultiThreadedEventLoopGroup) async throws -> any Channel {
        let opener = try await connect(0, group)
        await answered()
        if let reason = tally.counts.refusals.keys.first { throw LoadError.noRoom(reason) }
        guard tally.counts.joined == 1 else { throw LoadError.noRoom("no answer") }
        return opener
    }

    /// Lets the others connect and join at the plan's rate, and returns once each was answered.
    private func join(_ group: MultiThreadedEventLoopGroup) async -> [any Channel] {
        let clock = ContinuousClock()
        let start = clock.now
        let channels = await withTaskGroup(of: (any Channel)?.self) { tasks in
            for id in 1..<plan.clients {
                try? await clock.sleep(until: start + .seconds(1) * (Double(id - 1) / Double(plan.rate)))
                tasks.addTask { try? await connect(id, group) }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        await answered()
        return channels.compactMap { $0 }
    }

    private func connect(_ id: Int, _ group: MultiThreadedEventLoopGroup) async throws -> any Channel {
        let (plan, tally) = (plan, tally)
        let start = NIODeadline.now()
        tally.ask()
        do {
            return try await plan.endpoint.connect(on: group.next()) {
                SignallingClient(id, plan: plan, tally: tally, start: start)
            }
        } catch {
            tally.refused("\(error)")
            throw error
        }
    }

    private func answered() async {
        await until { $0.waiting <= 0 }
    }

    /// One client says something, again and again; all others hear it.
    private func speak(_ opener: any Channel) async {
        let clock = ContinuousClock()
        let start = clock.now
        for round in 0..<plan.messages {
            try? await clock.sleep(until: start + .milliseconds(plan.interval) * round)
            let text = MemberMessage.say("message \(round)", event: plan.event(round)).text
            tally.sent(at: .now())
            try? await opener.writeAndFlush(text)
        }
        await until { counts in counts.rounds.allSatisfy { $0.reached >= counts.present - 1 } }
    }

    private func until(_ isDone: (SignallingTally.Counts) -> Bool) async {
        for _ in 0..<(20 * Self.patience) where !isDone(tally.counts) {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func close(_ channels: [any Channel]) async {
        await withDiscardingTaskGroup { group in
            for channel in channels {
                group.addTask {
                    try? await channel.writeAndFlush(MemberMessage("bye").text)
                    try? await channel.close()
                }
            }
        }
    }

    private func moment() -> Moment {
        Moment(
            at: .now,
            totals: ViewerTotals(),
            server: meter?.read(),
            generator: ServerMeter.own.read(),
            machineSeconds: ServerMeter.machineSeconds()
        )
    }
}
