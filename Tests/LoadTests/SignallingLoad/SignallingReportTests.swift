// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import NIOCore
import Testing

@testable import LoadKit

@Suite struct SignallingReportTests {
    private func plan(_ arguments: String...) throws -> SignallingPlan {
        let command = try #require(
            try LongwaveLoad.parseAsRoot(["signalling"] + arguments) as? SignallingCommand)
        return try command.load.plan(command.target)
    }

    /// Two messages to `clients - 1` listeners: 10 ms and 20 ms until the last but `deaf` of them got it.
    private func tally(_ clients: Int, deaf: Int = 0) -> SignallingTally {
        let tally = SignallingTally()
        for _ in 0..<clients {
            tally.ask()
            tally.greeted(after: .milliseconds(2))
            tally.joined(after: .milliseconds(1))
        }
        for round in 0..<2 {
            let sent = NIODeadline.uptimeNanoseconds(1_000_000_000)
            tally.sent(at: sent)
            for _ in 0..<(clients - 1 - (round == 1 ? deaf : 0)) {
                tally.received(round, at: sent + .milliseconds(Int64(10 * (round + 1))))
            }
        }
        return tally
    }

    private func moments(memory: Double) -> SignallingMoments {
        let start = ContinuousClock.now
        func moment(_ seconds: Double, _ cpu: Double, _ memory: Double) -> Moment {
            let reading = ServerMeter.Reading(
                processorSeconds: cpu, residentMiB: memory, threads: 1, descriptors: 1)
            return Moment(
                at: start + .seconds(seconds), totals: ViewerTotals(), server: reading, generator: reading,
                machineSeconds: 2 * cpu)
        }
        return SignallingMoments(
            idle: moment(0, 1, 40), empty: moment(1, 1, 41), joined: moment(11, 3, memory),
            full: moment(13, 3, memory), held: moment(23, 3.5, memory), spoken: moment(24, 3.75, memory),
            gone: ServerMeter.Reading(processorSeconds: 4, residentMiB: 44, threads: 1, descriptors: 1))
    }

    @Test func `figures are differences between moments`() throws {
        let report = SignallingReport(
            plan: try plan("--clients", "101"), counts: tally(101).counts, moments: moments(memory: 44))
        #expect(report.isClean && report.isViewers)
        #expect(report.joining.reachedRate == 10)
        #expect(report.fanOut.listeners == 100)
        #expect(report.fanOut.rounds.map(\.milliseconds) == [10, 20])
        #expect(report.fanOut.toAll.max == 20)
        #expect(report.fanOut.toEach.count == 200)
        let server = try #require(report.server)
        #expect(server.kibibytesPerClient == 30.72)
        #expect(server.joinCPUMilliseconds == 20)
        #expect(server.holdPercent == 5)
        // A second of speaking took 0.25 s of work, of which idling is 0.05.
        #expect(abs(server.messageCPUMilliseconds - 100) < 0.001)
        #expect(!report.generator.isNearLimit)
    }

    @Test func `whoever misses a message is told`() throws {
        let report = SignallingReport(
            plan: try plan("--clients", "11", "--participants"), counts: tally(11, deaf: 2).counts,
            moments: moments(memory: 44))
        #expect(report.fanOut.incomplete == 1)
        #expect(report.fanOut.toAll.count == 1)
        #expect(!report.isClean && !report.isViewers)
        #expect(SignallingText(report).text.contains("1 did not reach everybody"))
    }

    @Test func `a thousand clients that take too much memory fail, and so does one who never came in`() throws
    {
        func report(_ clients: Int, memory: Double, asked: Int = 0) throws -> SignallingReport {
            let tally = tally(clients)
            for _ in 0..<asked { tally.ask() }
            return SignallingReport(
                plan: try plan("--clients", "\(clients)"), counts: tally.counts,
                moments: moments(memory: memory))
        }
        #expect(try report(1_025, memory: 41 + 39).isClean)
        let heavy = try report(1_025, memory: 41 + 40)
        #expect(heavy.faults == ["an idle client takes 40.0 KiB, not under 40"])
        #expect(SignallingText(heavy).text.contains("FAILED"))
        #expect(try report(101, memory: 41 + 40).isClean)
        #expect(try report(101, memory: 44, asked: 1).faults == ["1 clients did not join"])
    }

    @Test func `a lost socket counts until we end them ourselves`() {
        let tally = tally(3)
        tally.lost()
        tally.end()
        tally.lost()
        #expect(tally.counts.lost == 1 && tally.counts.present == 2)
        tally.refused("why")
        #expect(tally.counts.refusals == ["why": 1])
    }

    @Test func `only our own messages are rounds`() throws {
        let plan = try plan("--messages", "3")
        #expect(plan.round(plan.event(2)) == 2)
        #expect(plan.round(plan.event(3)) == nil)
        #expect(plan.round("longwave-load--1") == nil)
        #expect(plan.round("chat") == nil)
    }

    @Test func `options out of bounds say so by their names`() {
        #expect(throws: ValidationError.self) { try plan("--clients", "1") }
        #expect(throws: TargetError.remote("192.0.2.1")) { try plan("--url", "http://192.0.2.1") }
        #expect(throws: LoadError.self) { try plan("--url", "https://127.0.0.1") }
    }
}
