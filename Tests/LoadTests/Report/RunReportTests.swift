// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import RTP
import Testing

@testable import LoadKit

@Suite struct RunReportTests {
    static func report(serverSeconds: Double = 2, lost: Int = 0, name: String = "test") throws -> RunReport {
        var scenario = Scenario()
        scenario.name = name
        scenario.viewers = 10
        let start = ContinuousClock.now
        func moment(
            _ seconds: Double, _ received: Int, _ cpu: Double, _ memory: Double, viewers: Int = 10
        ) -> Moment {
            var totals = ViewerTotals()
            totals.asked = viewers
            totals.connected = viewers
            totals.flowing = viewers
            totals.profiles = ["aes-gcm": viewers]
            totals.streams.expected = received + lost
            totals.streams.received = received
            for sample in 1...100 { totals.latency.add(microseconds: Int64(sample * 100)) }
            return Moment(
                at: start + .seconds(seconds),
                totals: totals,
                server: ServerMeter.Reading(
                    processorSeconds: cpu, residentMiB: memory, threads: 3, descriptors: 9),
                generator: ServerMeter.Reading(
                    processorSeconds: cpu, residentMiB: 9, threads: 3, descriptors: 9)
            )
        }
        let empty = moment(1, 0, 1, 40, viewers: 0)
        let full = moment(3, 20_000, 1.3, 41)
        let held = moment(13, 220_000, 1.3 + serverSeconds, 42)
        let drained = moment(13.5, 221_000, 1.4 + serverSeconds, 42)
        return RunReport(
            plan: LoadPlan(scenario, try TargetOptions.parse([])),
            moments: RunMoments(
                idle: moment(0, 0, 1, 30, viewers: 0),
                empty: empty,
                full: full,
                held: held,
                drained: drained,
                gone: held.server
            ),
            publishers: [PublisherFigures(packets: 22_000, keyframeRequests: 3, requestBurst: 2)],
            refusals: [:],
            samples: [
                Sample(full, since: empty, start: start, latency: drained.totals.latency),
                Sample(held, since: full, start: start, latency: drained.totals.latency),
            ]
        )
    }

    @Test func `the server's cost counts over the hold only`() throws {
        let server = try #require(try Self.report().server)
        #expect(abs(server.cpuSeconds - 2) < 1e-9)
        #expect(abs((server.packetsPerCPUSecond ?? 0) - 100_000) < 1e-6)
        #expect(abs(server.cpuPercent - 20) < 1e-6)
    }

    @Test func `what forwarding took meanwhile is no cost of joining`() throws {
        // 0.3 s of CPU until all had joined, of which 20,000 packets took 0.2 s: 10 ms for each of ten.
        let join = try #require(try Self.report().server?.joinCPUMilliseconds)
        #expect(abs(join - 10) < 1e-6)
    }

    @Test func `memory per viewer is what they added to the broadcasters'`() throws {
        let kibibytes = try #require(try Self.report().server?.kibibytesPerViewer)
        // 2 MiB for ten, in units of 1,024 bytes.
        #expect(abs(kibibytes - 204.8) < 1e-6)
    }

    @Test func `a report reads back as it was written`() throws {
        let report = try Self.report()
        let data = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(RunReport.self, from: data) == report)
    }

    @Test func `JSON has the names that scripts rely on`() throws {
        let data = try JSONEncoder().encode(try Self.report())
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(object.keys).isSuperset(of: [
                "scenario", "viewers", "times", "packets", "lossPercent", "latency", "freezes",
                "broadcasters", "server",
                "generator", "samples",
            ])
        )
        let server = try #require(object["server"] as? [String: Any])
        #expect(server["packetsPerCPUSecond"] as? Double == 100_000)
    }

    @Test func `only a run without a loss is clean`() throws {
        #expect(try Self.report().isClean)
        #expect(try !Self.report(lost: 1).isClean)
    }

    @Test func `the table says it in words`() throws {
        let rows = RunText(try Self.report()).rows
        #expect(rows.first?.text.contains("aes-gcm") == true)
        #expect(rows.contains { $0.text.contains("100,000 packets per CPU-second") })
        #expect(
            rows.contains { $0.text.contains("3 keyframe requests (0.24 per second, at most 2 in 500 ms)") })
    }

    @Test func `the page holds every plot and loads nothing`() throws {
        let html = RunPage(try Self.report()).html
        #expect(html.components(separatedBy: "<svg").count - 1 == 6)
        #expect(!html.contains("<script"))
        #expect(!html.contains("http://") && !html.contains("https://"))
        #expect(html.contains("prefers-color-scheme: dark"))
    }
}
