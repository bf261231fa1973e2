// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("TransportFeedbackBuilder") struct TransportFeedbackBuilderTests {
    @Test func `without a packet there is no feedback`() {
        let builder = makeBuilder()
        #expect(builder.isEmpty)
        #expect(builder.build() == nil)
    }

    @Test func `times fall on a grid of 250 µs from 64 ms`() {
        var builder = makeBuilder()
        #expect(builder.append(65_534, arrival: milliseconds(130)) == true)
        #expect(builder.append(65_535, arrival: nil) == true)
        #expect(builder.append(1, arrival: milliseconds(131)) == true)
        #expect(builder.append(2, arrival: milliseconds(131).advanced(microseconds: 249)) == true)
        #expect(builder.append(3, arrival: milliseconds(130)) == true)
        let feedback = builder.build()
        #expect(feedback?.referenceTime == 2)
        #expect(feedback?.baseSequence == 65_534)
        #expect(feedback?.statuses.map(\.delta) == [8, nil, nil, 4, 0, -4])
        #expect(feedback?.feedbackCount == 9)
    }

    @Test func `a number that was told of already is left out`() {
        var builder = makeBuilder()
        #expect(builder.append(10, arrival: milliseconds(0)) == true)
        #expect(builder.append(11, arrival: nil) == true)
        #expect(builder.append(11, arrival: milliseconds(1)) == true)
        #expect(builder.append(9, arrival: milliseconds(1)) == true)
        #expect(builder.build()?.statuses.map(\.delta) == [0, nil])
    }

    @Test func `losses may come first`() {
        var builder = makeBuilder()
        #expect(builder.append(1, arrival: nil) == true)
        #expect(builder.append(2, arrival: milliseconds(64_000)) == true)
        #expect(builder.build()?.referenceTime == 1_000)
        #expect(builder.build()?.statuses.map(\.delta) == [nil, 0])
    }

    @Test("a delta that doesn't fit needs another feedback", arguments: [8_192, -8_193] as [Int64])
    func refusesLongDelta(_ gap: Int64) {
        var builder = makeBuilder()
        #expect(builder.append(1, arrival: milliseconds(64_000)) == true)
        #expect(builder.append(2, arrival: milliseconds(64_000 + gap)) == false)
        #expect(builder.append(2, arrival: milliseconds(64_000 + gap + (gap < 0 ? 1 : -1))) == true)
        #expect(builder.build()?.statuses.count == 2)
    }

    @Test func `a gap that takes too much room needs another feedback`() {
        var builder = makeBuilder()
        #expect(builder.append(1, arrival: milliseconds(0)) == true)
        #expect(builder.append(20_000, arrival: milliseconds(1)) == false)
        #expect(builder.build()?.statuses.count == 1)
        var next = makeBuilder()
        #expect(next.append(20_000, arrival: milliseconds(1)) == true)
    }

    @Test func `times before the clock's start round down too`() {
        var builder = makeBuilder()
        #expect(builder.append(1, arrival: MonotonicTime(nanoseconds: -1)) == true)
        #expect(builder.build()?.referenceTime == -1)
        #expect(builder.build()?.statuses.first?.delta == 255)
    }

    @Test func `the reference time wraps at 24 bits`() {
        var builder = makeBuilder()
        #expect(builder.append(1, arrival: milliseconds(64 << 24)) == true)
        #expect(builder.build()?.referenceTime == 0)
        var negative = makeBuilder()
        #expect(negative.append(1, arrival: milliseconds(64 << 23)) == true)
        #expect(negative.build()?.referenceTime == -8_388_608)
    }

    @Test("a stream with loss, delay and reordering comes through", arguments: UInt64(0)..<100)
    func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let loss = Int.random(in: 0...60, using: &random)
        let jitter = Int64.random(in: 0...400_000, using: &random)
        var arrivals: [(number: UInt16, tick: Int64?)] = []
        var time: Int64 = 1_000_000
        var number = UInt16.random(in: 0...UInt16.max, using: &random)
        for _ in 0..<2_000 {
            time += Int64.random(in: 0...3_000, using: &random)
            let arrival = time + Int64.random(in: 0...jitter, using: &random)
            arrivals.append((number, random.chance(percent: loss) ? nil : arrival / 250))
            number &+= 1
        }
        let told = try feedbacks(about: arrivals).flatMap(ticks)
        #expect(told.map(\.number) == arrivals.map(\.number))
        #expect(told.map(\.tick) == arrivals.map(\.tick))
    }

    /// As many feedbacks as `arrivals` needs, each written and read again.
    private func feedbacks(about arrivals: [(number: UInt16, tick: Int64?)]) throws -> [TransportFeedback] {
        var feedbacks: [TransportFeedback] = []
        var builder = makeBuilder()
        func finish() throws {
            guard let feedback = builder.build() else { return }
            let bytes = written(feedback.write)
            #expect(bytes.count <= TransportFeedbackBuilder.maximumByteCount)
            feedbacks.append(try parse(bytes, TransportFeedback.init(parsing:)))
            #expect(feedbacks.last == feedback)
        }
        for (number, tick) in arrivals {
            let arrival = tick.map { MonotonicTime(nanoseconds: $0 * 250_000 + 17) }
            if builder.append(number, arrival: arrival) { continue }
            try finish()
            builder = makeBuilder()
            #expect(builder.append(number, arrival: arrival) == true)
        }
        try finish()
        return feedbacks
    }

    /// The arrivals that a feedback tells of, in units of 250 µs.
    private func ticks(_ feedback: TransportFeedback) -> [(number: UInt16, tick: Int64?)] {
        var tick = Int64(feedback.referenceTime) * 256
        return feedback.statuses.map { status in
            guard let delta = status.delta else { return (status.sequenceNumber, nil) }
            tick += Int64(delta)
            return (status.sequenceNumber, tick)
        }
    }

    private func makeBuilder() -> TransportFeedbackBuilder {
        TransportFeedbackBuilder(senderSSRC: 1, mediaSSRC: 2, feedbackCount: 9)
    }

    private func milliseconds(_ count: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(milliseconds: count)
    }
}
