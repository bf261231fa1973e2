// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LoadKit

@Suite struct CapacityReportTests {
    private let limits = CapacityReport.Limits(lossPercent: 0.1, latency: 50)

    private func report(_ runs: [RunReport], viewers: Int) throws -> CapacityReport {
        CapacityReport(
            scenario: Scenario(),
            peer: .whip,
            limits: limits,
            viewers: viewers,
            points: runs.map { CapacityReport.Point($0, limits) }
        )
    }

    @Test func `a load passes below both limits`() throws {
        let point = CapacityReport.Point(try RunReportTests.report(), limits)
        #expect(point.passed)
        #expect(point.viewers == 10)
    }

    @Test func `a load fails by its loss, and by its latency`() throws {
        let lossy = CapacityReport.Point(try RunReportTests.report(lost: 1_000), limits)
        #expect(lossy.failures == ["loss"])
        let strict = CapacityReport.Limits(lossPercent: 0.1, latency: 5)
        #expect(CapacityReport.Point(try RunReportTests.report(), strict).failures == ["latency"])
    }

    @Test func `the verdict says what was held`() throws {
        let report = try report([RunReportTests.report()], viewers: 10)
        #expect(
            report.verdict
                == "10 viewers of 2.5 Mbit/s at 30 fps with less than 0.1 % loss and p99 below 50 ms")
        #expect(report.text.contains("packets/CPU-s"))
    }

    @Test func `the page draws curves as soon as there are two loads`() throws {
        let run = try RunReportTests.report()
        #expect(!CapacityPage(try report([run], viewers: 10)).html.contains("<svg"))
        let html = CapacityPage(try report([run, run], viewers: 10)).html
        #expect(html.components(separatedBy: "<svg").count - 1 == 4)
    }
}
