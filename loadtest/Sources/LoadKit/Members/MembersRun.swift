// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Transport

/// One watch of a room: members join, get what is published, count it for a while, and leave.
struct MembersRun {
    /// For the relay to answer a join.
    private static let patience = 15

    let plan: MembersPlan
    /// The first carries what members publish, the others what they receive.
    private let loops: [LoadLoop]
    private let clients: [MemberClient]
    private let meter: ServerMeter?

    init(_ plan: MembersPlan) throws {
        self.plan = plan
        // A member takes some descriptors; what the system refuses shows when one is opened.
        _ = try? OpenFileLimit.raise()
        let resources = try LoadResources(plan.scenario, localAddresses: plan.localAddresses)
        let loops = try (0...plan.threads).map {
            try LoadLoop(
                name: $0 == 0 ? "broadcasters" : "viewers-\($0)", scenario: plan.scenario,
                resources: resources)
        }
        self.loops = loops
        clients = (0..<plan.members).map { member in
            MemberClient(
                plan.part(member),
                viewer: ViewerHandle(loop: loops[1 + member % plan.threads], id: member),
                broadcaster: plan.publishes(member) ? BroadcasterHandle(loop: loops[0], id: member) : nil
            )
        }
        meter = plan.serverPID.map { ServerMeter(pid: $0) }
    }

    /// Watches and gives the report. What was opened is closed, whatever happens.
    ///
    /// - Throws: ``LoadError/notLetIn(room:channel:reason:)`` if the first member isn't.
    func run() async throws -> MembersReport {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let report = try await withThrowingDiscardingTaskGroup { tasks in
                let report = try await watch(group, &tasks)
                await leave()
                return report
            }
            await shutDown(group)
            return report
        } catch {
            await leave()
            await shutDown(group)
            throw error
        }
    }

    private func watch(
        _ group: MultiThreadedEventLoopGroup, _ tasks: inout ThrowingDiscardingTaskGroup<any Error>
    ) async throws -> MembersReport {
        let display = MembersDisplay(clients, seconds: plan.seconds)
        let showing = Task { await display.run() }
        defer { showing.cancel() }
        try await join(group, &tasks)
        display.enter("waiting for streams")
        await untilFlowing()
        display.enter("counting")
        for loop in loops { await loop.beginWindow() }
        let (start, before) = (ContinuousClock.now, (meter?.read(), ServerMeter.own.read()))
        try await Task.sleep(for: .seconds(plan.seconds))
        let probes = await probes()
        let after = (meter?.read(), ServerMeter.own.read())
        let seconds = (ContinuousClock.now - start).seconds
        showing.cancel()
        await showing.value
        return await MembersReport(
            plan: plan,
            seconds: seconds,
            probes: probes,
            published: loops[0].publisherFigures().reduce(0) { $0 + $1.packets },
            server: MembersReport.Process(before.0, after.0, seconds),
            generator: MembersReport.Process(before.1, after.1, seconds)
        )
    }

    // MARK: - Its parts

    /// Lets the first in alone, so that a room that isn't there is told at once, and the others at the plan's rate.
    private func join(
        _ group: MultiThreadedEventLoopGroup, _ tasks: inout ThrowingDiscardingTaskGroup<any Error>
    ) async throws {
        let clock = ContinuousClock()
        for (member, client) in clients.enumerated() {
            await loops[1 + member % plan.threads].beginViewer(member)
            tasks.addTask { await client.run(on: group.next()) }
            if member == 0 {
                await until(Self.patience) { client.state.isIn || client.state.failure != nil }
                guard client.state.isIn else {
                    throw LoadError.notLetIn(
                        room: plan.room, channel: plan.channel, reason: client.state.failure ?? "no answer")
                }
            }
            try await clock.sleep(for: .seconds(1) / plan.rate)
        }
        await until(Self.patience) {
            clients.allSatisfy { $0.state.isIn || $0.state.failure != nil || $0.state.ended != nil }
        }
    }

    /// Waits until each member gets as many streams as it should, or can't.
    private func untilFlowing() async {
        await until(plan.patience) {
            var streams: [Int: Int] = [:]
            for loop in loops { streams.merge(await loop.flowingStreams()) { first, _ in first } }
            return clients.enumerated().allSatisfy { member, client in
                client.state.failure != nil || streams[member, default: 0] >= plan.wanted(member)
            }
        }
    }

    private func until(_ seconds: Int, _ isDone: () async -> Bool) async {
        for _ in 0..<(20 * seconds) {
            if await isDone() { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func probes() async -> [MembersReport.Probe] {
        var figures: [Int: WindowFigures] = [:]
        for loop in loops { figures.merge(await loop.windowFigures()) { first, _ in first } }
        return clients.enumerated().map { member, client in
            MembersReport.Probe(
                client, figures[member], isPublisher: plan.publishes(member), wanted: plan.wanted(member))
        }
    }

    private func leave() async {
        await withDiscardingTaskGroup { tasks in
            for client in clients { tasks.addTask { await client.leave() } }
        }
    }

    private func shutDown(_ group: MultiThreadedEventLoopGroup) async {
        for loop in loops {
            await loop.closeAll()
            loop.loop.stop()
        }
        try? await group.shutdownGracefully()
    }
}
