// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("RTPHeader, RFC 3550 §5.1") struct RTPHeaderTests {
    @Test func `the fields lie where the standard draws them`() throws {
        let header = try parse(hex("80 e0 694a 0a0b0c0d 902f9e2e 01 02 03"), RTPHeader.init)
        #expect(header.marker)
        #expect(header.payloadType == 96)
        #expect(header.sequenceNumber == 0x694A)
        #expect(header.timestamp == 0x0A0B_0C0D)
        #expect(header.ssrc == 0x902F_9E2E)
        #expect(header.csrcCount == 0)
        #expect(header.extensionProfile == 0)
        #expect(header.extensionRange.isEmpty)
        #expect(header.headerCount == 12)
        #expect(header.payloadRange == 12..<15)
        #expect(header.paddingCount == 0)
    }

    @Test func `sources, extension block and padding frame the payload`() throws {
        let packet = hex(
            """
            b2 60 0001 00000002 00000003  aaaaaaaa bbbbbbbb
            bede 0001 10ff0000  0d0e  000003
            """)
        let header = try parse(packet, RTPHeader.init)
        #expect(!header.marker)
        #expect(header.csrcCount == 2)
        #expect(header.extensionProfile == 0xBEDE)
        #expect(header.extensionRange == 24..<28)
        #expect(header.headerCount == 28)
        #expect(header.payloadRange == 28..<30)
        #expect(header.paddingCount == 3)
    }

    @Test func `a packet may be nothing but padding`() throws {
        var packet = RTPPacketFixture()
        packet.paddingCount = 255
        let header = try parse(packet.bytes, RTPHeader.init)
        #expect(header.payloadRange.isEmpty)
        #expect(header.paddingCount == 255)
    }

    @Test func `an empty extension block is allowed`() throws {
        let header = try parse(hex("90 60 0001 00000002 00000003 bede 0000 07"), RTPHeader.init)
        #expect(header.extensionProfile == 0xBEDE)
        #expect(header.extensionRange == 16..<16)
        #expect(header.payloadRange == 16..<17)
    }

    @Test(
        "what is broken",
        arguments: [
            (hex("80 60 0001 00000002 000000"), RTPError.truncated(needed: 12, available: 11)),
            (hex(""), .truncated(needed: 12, available: 0)),
            (hex("40 60 0001 00000002 00000003"), .version(1)),
            (hex("81 60 0001 00000002 00000003 0000"), .truncated(needed: 16, available: 14)),
            (hex("90 60 0001 00000002 00000003 bede"), .truncated(needed: 16, available: 14)),
            (hex("90 60 0001 00000002 00000003 bede 0002 00000000"), .extensionLength(8)),
            (hex("90 60 0001 00000002 00000003 bede ffff 00000000"), .extensionLength(262_140)),
            (hex("a0 60 0001 00000002 00000003 00"), .padding(0)),
            (hex("a0 60 0001 00000002 00000003 02"), .padding(2)),
            (hex("a0 60 0001 00000002 00000003"), .padding(3)),
        ])
    func refuses(_ packet: [UInt8], _ error: RTPError) {
        #expect(throws: error) { try parse(packet, RTPHeader.init) }
    }

    @Test func `a packet longer than an Ethernet frame is refused`() throws {
        let longest = RTPPacketFixture(sequenceNumber: 1, payload: [UInt8](repeating: 0, count: 1_488)).bytes
        #expect(try parse(longest, RTPHeader.init).payloadRange.count == 1_488)
        #expect(throws: RTPError.tooLong(1_501)) { try parse(longest + [0], RTPHeader.init) }
        #expect(throws: RTPError.tooLong(65_507)) {
            try parse(longest + [UInt8](repeating: 0, count: 64_007), RTPHeader.init)
        }
    }

    @Test("whatever was written is read", arguments: UInt64(0)..<200) func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let packet = RTPPacketFixture.random(using: &random)
        let header = try parse(packet.bytes, RTPHeader.init)
        #expect(header.marker == packet.marker)
        #expect(header.payloadType == packet.payloadType)
        #expect(header.sequenceNumber == packet.sequenceNumber)
        #expect(header.timestamp == packet.timestamp)
        #expect(header.ssrc == packet.ssrc)
        #expect(header.csrcCount == packet.csrcs.count)
        #expect(header.paddingCount == Int(packet.paddingCount))
        #expect(Array(packet.bytes[header.payloadRange]) == packet.payload)
    }

    @Test("random bytes never trap, and what is read lies within", arguments: UInt64(0)..<50)
    func isTotal(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var bytes = random.bytes(Int.random(in: 0...80, using: &random))
            if random.chance(percent: 80), !bytes.isEmpty { bytes[0] = 0x80 | bytes[0] & 0x3F }
            checkRanges(bytes)
            let packet = RTPPacketFixture.random(using: &random).bytes
            checkRanges(random.flippingBits(of: packet))
            checkRanges(Array(packet.prefix(Int.random(in: 0...packet.count, using: &random))))
        }
    }

    private func checkRanges(_ bytes: [UInt8]) {
        guard let header = try? parse(bytes, RTPHeader.init) else { return }
        #expect(header.payloadRange.upperBound + header.paddingCount == bytes.count)
        #expect(header.headerCount == header.payloadRange.lowerBound)
        #expect(header.extensionRange.upperBound <= header.headerCount)
    }
}
