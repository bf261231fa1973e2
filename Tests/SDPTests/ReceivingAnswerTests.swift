// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

/// A client of ours that takes whatever a ``Lineup`` offers.
@Suite("Answer.receive, RFC 8829 §5.3") struct ReceivingAnswerTests {
    private var lineup = Lineup<String>(sessionID: 5, seed: 1, .relay)
    private var version: UInt64 = 0

    /// Offers these streams' sound and picture, answers, and gives what both sides make of that.
    private mutating func negotiate(
        _ streams: String...
    ) throws -> (plan: MediaPlan, answer: SessionDescription, agreement: LineupAgreement<String>) {
        lineup.want(streams.flatMap { LineupStage.tracks($0) })
        let plan = try Answer.receive(lineup.offer(.sample), .relay)
        version += 1
        let answer = plan.answer(.sample, sessionID: 9, version: version, sending: [])
        let reread = try SessionDescription(parsing: Array(answer.serialized().utf8))
        return (plan, answer, try lineup.accept(reread, to: lineup.revision))
    }

    @Test mutating func `all streams of an offer are taken, each under its own SSRC`() throws {
        let (plan, _, agreement) = try negotiate("alice", "bob")
        #expect(plan.accepted.count == 4)
        #expect(plan.accepted.map { $0.msid?.prefix { $0 != " " } } == ["alice", "alice", "bob", "bob"])
        #expect(plan.accepted.map(\.ssrcs) == agreement.tracks.map { [$0.sending.ssrc] })
        #expect(Set(plan.accepted.flatMap(\.ssrcs)).count == 4)
        #expect(plan.localRole == .server && agreement.transport == .start(.client))
    }

    @Test mutating func `a section that waits for another track stays, inactive, and is taken again`() throws
    {
        _ = try negotiate("alice", "bob")
        let (plan, answer, agreement) = try negotiate("bob")
        #expect(plan.accepted.map(\.mid) == ["2", "3"])
        #expect(answer.media.allSatisfy { $0.port != 0 })
        #expect(answer.media.prefix(2).allSatisfy { $0.flag("inactive") })
        #expect(agreement.tracks.count == 2 && agreement.transport == .keep)
        let again = try negotiate("bob", "carol")
        #expect(again.plan.sections.count == 4)
        #expect(again.plan.accepted.count == 4 && again.agreement.tracks.count == 4)
    }

    @Test mutating func `an offer in which nobody sends keeps the transport`() throws {
        _ = try negotiate("alice")
        let (plan, answer, agreement) = try negotiate()
        #expect(plan.accepted.isEmpty && agreement.tracks.isEmpty)
        #expect(agreement.transport == .keep)
        #expect(answer.media.allSatisfy { $0.flag("inactive") && $0.port != 0 })
        #expect(try negotiate("bob").agreement.tracks.count == 2)
    }

    @Test mutating func `answers of a session have rising versions`() throws {
        #expect(try negotiate("alice").answer.origin.hasPrefix("- 9 1 "))
        #expect(try negotiate("alice", "bob").answer.origin.hasPrefix("- 9 2 "))
    }

    @Test func `without a section there is nothing to receive`() throws {
        let empty = try SessionDescription(
            parsing: Array("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n".utf8))
        #expect(throws: NegotiationError.noMedia) { try Answer.receive(empty, .relay) }
    }
}
