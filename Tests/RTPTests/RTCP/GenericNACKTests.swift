// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("GenericNACK, RFC 4585 §6.2.1") struct GenericNACKTests {
    @Test(
        "numbers pack into ids and masks",
        arguments: [
            ([10], "000a0000"),
            ([10, 11], "000a0001"),
            ([10, 26], "000a8000"),
            ([10, 27], "000a0000 001b0000"),
            ([65_535, 0, 15], "ffff8001"),
            (Array(10...26), "000affff"),
            (Array(10...27), "000affff 001b0000"),
            ([11, 10], "000b0000 000a0000"),
        ] as [([UInt16], String)])
    func packs(_ numbers: [UInt16], _ pairs: String) throws {
        let nack = GenericNACK(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: numbers)
        let bytes = written(nack.write)
        let content = hex("00000001 00000002" + pairs)
        #expect(bytes == [0x81, 205, 0, UInt8(content.count / 4)] + content)
        #expect(try parse(bytes, GenericNACK.init(parsing:)) == nack)
    }

    @Test func `a flood of pairs is cut at 1,024 numbers`() throws {
        let pairs = [UInt8](repeating: 0xFF, count: 4 * 350)
        let bytes = [0x81, 205] + hex("0160") + hex("00000001 00000002") + pairs
        let cut = Array(bytes.dropLast())
        #expect(throws: RTCPError.truncated(needed: 1_412, available: 1_411)) {
            try parse(cut, GenericNACK.init(parsing:))
        }
        #expect(
            try parse(bytes, GenericNACK.init(parsing:)).sequenceNumbers.count == GenericNACK.maximumCount)
    }

    @Test func `scattered numbers stay within a datagram`() throws {
        let numbers = (0..<1_000).map { UInt16($0 * 20) }
        let bytes = written(GenericNACK(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: numbers).write)
        #expect(bytes.count <= 1_200)
        #expect(try parse(bytes, GenericNACK.init(parsing:)).sequenceNumbers == Array(numbers.prefix(290)))
    }

    @Test("ascending numbers read back", arguments: UInt64(0)..<200) func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var number = UInt16.random(in: 0...UInt16.max, using: &random)
        let numbers = (0..<Int.random(in: 1...250, using: &random)).map { _ in
            number &+= random.chance(percent: 70) ? 1 : UInt16.random(in: 1...40, using: &random)
            return number
        }
        let nack = GenericNACK(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: numbers)
        let bytes = written(nack.write)
        #expect(try parse(bytes, GenericNACK.init(parsing:)) == nack)
    }
}
