// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("TransportFeedback, draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1")
struct TransportFeedbackTests {
    @Test func `one packet, padding with the padding bit`() throws {
        let feedback = try parse(RTCPVectors.transportFeedbackOfOne, TransportFeedback.init(parsing:))
        #expect(feedback.senderSSRC == 0xFA17_FA17)
        #expect(feedback.mediaSSRC == 0x4303_2FA0)
        #expect(feedback.baseSequence == 153)
        #expect(feedback.referenceTime == 4_057_090)
        #expect(feedback.feedbackCount == 23)
        // 37 ms.
        #expect(feedback.statuses == [TransportFeedback.Status(sequenceNumber: 153, delta: 148)])
    }

    @Test(
        "feedback that another stack tests with",
        arguments: [
            (RTCPVectors.transportFeedbackRun, 4, [76, 36, 36, 16, 12, 12, 16]),
            (RTCPVectors.transportFeedbackLargeDeltas, 372, [8_190, 8_090, 208, 0, 208, 0]),
        ] as [([UInt8], UInt16, [Int16?])])
    func readsCaptures(_ packet: [UInt8], _ base: UInt16, _ deltas: [Int16?]) throws {
        let feedback = try parse(packet, TransportFeedback.init(parsing:))
        #expect(feedback.baseSequence == base)
        #expect(feedback.statuses.map(\.delta) == deltas)
    }

    @Test(
        "chunks as the draft draws them",
        arguments: [
            // A run of 221 packets that did not arrive (§3.1.3, example 1).
            ("00dd", 221, [Int16?](repeating: nil, count: 221)),
            // Fourteen symbols of one bit (§3.1.4, example 1), eight of which arrived.
            ("9f1c 0102030405060708", 14, [nil, 1, 2, 3, 4, 5, nil, nil, nil, 6, 7, 8, nil, nil]),
            // Seven symbols of two bits: none, large, small, small, small, none, none; the first delta is −1.
            ("c950 ffff 010203", 7, [nil, -1, 1, 2, 3, nil, nil]),
            // A run of no length says nothing.
            ("0000 2002 0102", 2, [1, 2]),
            // What the last chunk says beyond the count doesn't count.
            ("3fff 0102", 2, [1, 2]), ("bfff 01", 1, [1]), ("d555 0102", 2, [1, 2]),
        ] as [(String, UInt16, [Int16?])])
    func readsChunks(_ content: String, _ count: UInt16, _ deltas: [Int16?]) throws {
        let feedback = try parse(packet(count: count, hex(content)), TransportFeedback.init(parsing:))
        #expect(feedback.baseSequence == 65_535)
        #expect(feedback.statuses.map(\.delta) == deltas)
        #expect(feedback.statuses.last?.sequenceNumber == count &- 2)
    }

    @Test func `the reference time has a sign`() throws {
        let bytes = hex("8fcd0005 00000001 00000002 00000001 fffffe07 0001 0000")
        let feedback = try parse(bytes, TransportFeedback.init(parsing:))
        #expect(feedback.referenceTime == -2)
        #expect(written(feedback.write) == bytes)
    }

    @Test(
        "what is broken",
        arguments: [
            ("", 1, RTCPError.truncated(needed: 2, available: 0)),
            ("2001 0000", 8, .truncated(needed: 6, available: 4)),
            ("2003 0102", 3, .truncated(needed: 5, available: 4)),
            ("4002 0000", 2, .truncated(needed: 6, available: 4)),
            // The draft's examples use the symbol 3, its list of symbols reserves it.
            ("6018", 24, .reservedStatus),
            ("cd50", 7, .reservedStatus),
            ("1fff 1fff", 2_049, .tooManyStatuses(2_049)),
            ("1fff 1fff", 65_535, .tooManyStatuses(65_535)),
        ] as [(String, UInt16, RTCPError)])
    func refuses(_ content: String, _ count: UInt16, _ error: RTCPError) throws {
        #expect(throws: error) {
            try parse(packet(count: count, hex(content)), TransportFeedback.init(parsing:))
        }
    }

    @Test(
        "the writer's chunks",
        arguments: [
            // A run is written as one, whatever its symbol.
            ([Int16?](repeating: nil, count: 20) + [1], "0014 2001 01"),
            ([Int16?](repeating: 1, count: 7), "2007 01010101010101"),
            // Mixed small deltas and losses take one bit each, the rest of the vector reads "not received".
            ([1, nil, 2], "a800 0102"),
            // A large delta among the next fourteen makes it two bits each.
            ([1, nil, 300], "d200 01 012c"),
            ([-1, 1], "e400 ffff 01"),
        ] as [([Int16?], String)])
    func writes(_ deltas: [Int16?], _ content: String) throws {
        let feedback = TransportFeedback(
            senderSSRC: 1, mediaSSRC: 2, feedbackCount: 3, baseSequence: 65_535, referenceTime: 4,
            deltas: deltas)
        #expect(written(feedback.write) == packet(count: UInt16(deltas.count), hex(content)))
    }

    @Test("what is written reads back", arguments: UInt64(0)..<300) func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let loss = Int.random(in: 0...100, using: &random)
        let large = Int.random(in: 0...30, using: &random)
        let deltas = (0..<Int.random(in: 1...700, using: &random)).map { _ -> Int16? in
            if random.chance(percent: loss) { return nil }
            let range: ClosedRange<Int16> = random.chance(percent: large) ? Int16.min...Int16.max : 0...255
            return Int16.random(in: range, using: &random)
        }
        let feedback = TransportFeedback(
            senderSSRC: 1, mediaSSRC: 2, feedbackCount: 3,
            baseSequence: UInt16.random(in: 0...UInt16.max, using: &random), referenceTime: -8_388_608,
            deltas: deltas)
        let bytes = written(feedback.write)
        #expect(bytes.count % 4 == 0)
        #expect(try parse(bytes, TransportFeedback.init(parsing:)) == feedback)
    }

    @Test func `the longest feedback reads back`() throws {
        let deltas = [Int16?](repeating: nil, count: 3_000)
        let feedback = TransportFeedback(
            senderSSRC: 1, mediaSSRC: 2, feedbackCount: 3, baseSequence: 0, referenceTime: 0, deltas: deltas)
        #expect(feedback.statuses.count == TransportFeedback.maximumStatusCount)
        let bytes = written(feedback.write)
        #expect(bytes.count == 24)
        #expect(try parse(bytes, TransportFeedback.init(parsing:)) == feedback)
    }

    /// Feedback number 3 about `count` packets from 65,535 on, with these chunks and deltas.
    private func packet(count: UInt16, _ content: [UInt8]) -> [UInt8] {
        var content = content
        while content.count % 4 != 0 { content.append(0) }
        let words = UInt8(4 + content.count / 4)
        return [0x8F, 205, 0, words] + hex("00000001 00000002 ffff")
            + [UInt8(count >> 8), UInt8(count & 0xFF)] + hex("000004 03") + content
    }
}
