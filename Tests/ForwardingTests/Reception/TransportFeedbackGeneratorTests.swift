// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite("TransportFeedbackGenerator, draft-holmer-rmcat-transport-wide-cc-extensions-01")
struct TransportFeedbackGeneratorTests {
    let start = MonotonicTime(nanoseconds: 64_000_000_000)

    func poll(_ generator: inout TransportFeedbackGenerator, at milliseconds: Int64) -> [TransportFeedback] {
        generator.poll(senderSSRC: 1, mediaSSRC: 2, now: start.advanced(milliseconds: milliseconds))
    }

    @Test func `arrivals are told each 100 ms, losses between them too`() {
        var generator = TransportFeedbackGenerator()
        for (number, moment) in [(65_534, 0), (65_535, 10), (1, 20)] as [(UInt16, Int64)] {
            generator.record(number, at: start.advanced(milliseconds: moment))
        }
        #expect(poll(&generator, at: 99).isEmpty)
        let messages = poll(&generator, at: 100)
        #expect(messages.count == 1)
        #expect(messages.first?.baseSequence == 65_534)
        #expect(messages.first?.statuses.map(\.delta) == [0, 40, nil, 40])
        #expect(poll(&generator, at: 300).isEmpty)
    }

    @Test func `what was lost between two feedbacks is told in the second`() {
        var generator = TransportFeedbackGenerator()
        generator.record(1, at: start)
        #expect(poll(&generator, at: 100).count == 1)
        generator.record(4, at: start.advanced(milliseconds: 110))
        let second = poll(&generator, at: 210).first
        #expect(second?.baseSequence == 2)
        #expect(second?.statuses.map { $0.delta != nil } == [false, false, true])
        #expect(second?.feedbackCount == 1)
    }

    @Test func `a straggler is told with what lies around it`() {
        var generator = TransportFeedbackGenerator()
        generator.record(1, at: start)
        generator.record(3, at: start)
        #expect(poll(&generator, at: 100).count == 1)
        generator.record(2, at: start.advanced(milliseconds: 120))
        let second = poll(&generator, at: 220).first
        #expect(second?.baseSequence == 2)
        #expect(second?.statuses.count == 2)
        #expect(second?.statuses.contains { $0.delta == nil } == false)
    }

    @Test func `much is told in several messages that together miss nothing`() {
        var generator = TransportFeedbackGenerator()
        for number in 0..<3_000 as Range<UInt16> {
            generator.record(number, at: start.advanced(microseconds: Int64(number) * 30))
        }
        let messages = poll(&generator, at: 100)
        #expect(messages.count > 1)
        #expect(messages.reduce(0) { $0 + $1.statuses.count } == Limits.transportArrivals)
        #expect(messages.map(\.feedbackCount) == (0..<messages.count).map { UInt8($0) })
    }

    @Test func `a sender that leaps about costs no more than the window`() {
        var generator = TransportFeedbackGenerator()
        for number in [0, 32_767, 65_534, 32_765] as [UInt16] { generator.record(number, at: start) }
        let messages = poll(&generator, at: 100)
        #expect(messages.reduce(0) { $0 + $1.statuses.count } <= Limits.transportArrivals)
    }
}
