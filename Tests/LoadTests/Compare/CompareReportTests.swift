// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct CompareReportTests {
    @Test func `medians are compared, and ratios say how many times better`() throws {
        let first = try [2.0, 1.0, 4.0].map { try RunReportTests.report(serverSeconds: $0) }
        let second = try [10.0, 20.0, 5.0].map { try RunReportTests.report(serverSeconds: $0) }
        let report = CompareReport(("A", first), ("B", second))
        let cost = try #require(report.lines.first { $0.name == "packets per CPU-second" })
        #expect(abs(cost.first.median - 100_000) < 1e-6)
        #expect(abs(cost.second.median - 20_000) < 1e-6)
        #expect(abs((cost.ratio ?? 0) - 5) < 1e-9)
        let processor = try #require(report.lines.first { $0.name == "processor" })
        #expect(abs((processor.ratio ?? 0) - 5) < 1e-9)
        #expect(report.firstProfiles == ["aes-gcm": 30])
    }

    @Test func `no ratio is told of nothing`() throws {
        let report = CompareReport(
            ("A", [try RunReportTests.report()]), ("B", [try RunReportTests.report(lost: 5)]))
        #expect(report.lines.first { $0.name == "loss" }?.ratio == nil)
    }

    @Test func `the median of an even number is the mean of the middle two`() {
        #expect(CompareReport.Side.median([4, 1, 3, 2]) == 2.5)
        #expect(CompareReport.Side.median([3]) == 3)
        #expect(CompareReport.Side.median([]) == nil)
    }
}
