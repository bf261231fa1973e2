// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import LoadKit

@Suite struct MembersReportTests {
    private func plan(_ arguments: String...) throws -> MembersPlan {
        let command = try #require(try LongwaveLoad.parseAsRoot(["members"] + arguments) as? MembersCommand)
        return try command.members.plan(command.target)
    }

    private func track(
        _ stream: String, _ received: Int, of expected: Int, hasEnded: Bool = false
    ) -> TrackFigures {
        TrackFigures(
            streamid: stream, mid: "0", isVideo: true, expected: expected, received: received, duplicates: 0,
            longestGap: 50, hasEnded: hasEnded)
    }

    private func probe(
        _ userid: String, _ tracks: [TrackFigures], failure: String? = nil, afterEjection: [Int]? = nil
    ) -> MembersReport.Probe {
        MembersReport.Probe(
            userid: userid, isPublisher: false, isIn: true, isConnected: true, failure: failure,
            isEjected: afterEjection != nil, wanted: 1, tracks: tracks, unexpected: 0, perSecond: [],
            afterEjection: afterEjection)
    }

    private func report(_ probes: MembersReport.Probe...) throws -> MembersReport {
        MembersReport(
            plan: try plan(), seconds: 20, probes: probes, published: 0, server: nil, generator: nil)
    }

    @Test func `what is left out without a gap shows beside who got more`() throws {
        let report = try report(
            probe("a", [track("s", 1_000, of: 1_000)]), probe("b", [track("s", 900, of: 900)]))
        #expect(report.tracks.count == 1)
        #expect(report.tracks[0].received == 1_900)
        #expect(report.tracks[0].leastPercent == 90)
        #expect(!report.isClean)
    }

    @Test func `enough for everybody is clean`() throws {
        #expect(
            try report(probe("a", [track("s", 1_000, of: 1_000)]), probe("b", [track("s", 960, of: 1_000)]))
                .isClean)
    }

    @Test func `whoever gets no stream, or fails, is told`() throws {
        #expect(try !report(probe("a", [])).isClean)
        let failed = try report(probe("a", [track("s", 10, of: 10)], failure: "the socket was closed"))
        #expect(!failed.isClean)
        #expect(MembersText(failed).text.contains("the socket was closed"))
    }

    @Test func `the ejected and what ended are no losses`() throws {
        let report = try report(
            probe("a", [track("s", 1_000, of: 1_000), track("t", 300, of: 300)]),
            probe("b", [track("s", 1_000, of: 1_000), track("t", 200, of: 200, hasEnded: true)]),
            probe("c", [track("s", 500, of: 500)], afterEjection: [3, 0, 0]))
        #expect(report.isClean)
        #expect(MembersText(report).text.contains("packets in each second since: 3, 0, 0"))
    }

    @Test func `publishers come first, and want one stream less`() throws {
        let plan = try plan("--publishers", "2", "--viewers", "3", "--streams", "2", "--ignore-ejection")
        #expect((0..<plan.members).map(plan.publishes) == [true, true, false, false, false])
        #expect(plan.wanted(0) == 1 && plan.wanted(4) == 2)
        #expect(plan.part(1).userid == "probe-1" && plan.part(1).stream?.id == "probe-1")
        #expect(plan.part(4).stream == nil && plan.part(4).ignoresEjection)
        #expect(throws: ValidationError.self) { try self.plan("--viewers", "0") }
    }
}
