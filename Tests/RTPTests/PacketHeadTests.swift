// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("PacketHead, RFC 3550 §5.1 and RFC 8285 §4") struct PacketHeadTests {
    @Test func `without an element there is no extension block`() {
        var head = begun()
        head.endHeader()
        #expect(bytes(head) == hex("80 e0 694a 0a0b0c0d 902f9e2e"))
        #expect(head.headerCount == 12)
        #expect(head.prefixCount == 0)
    }

    @Test func `one-byte elements are padded to a word`() {
        var head = begun()
        head.appendExtension(id: 3, 0x1234)
        head.appendExtension(id: 2, uint24: 0xFF_ABCDEF)
        head.appendExtension(id: 4, hex("31").span)
        head.endHeader()
        #expect(bytes(head) == hex("90 e0 694a 0a0b0c0d 902f9e2e bede 0003 31 1234 22 abcdef 40 31 000000"))
        #expect(head.headerCount == 28)
    }

    @Test func `elements that fill the word get no padding`() {
        var head = begun()
        head.appendExtension(id: 2, uint24: 1)
        head.endHeader()
        #expect(bytes(head) == hex("90 e0 694a 0a0b0c0d 902f9e2e bede 0001 22 000001"))
    }

    @Test func `two-byte elements take any id and any length`() {
        var head = begun(twoByteExtensions: true)
        head.appendExtension(id: 1, [UInt8]().span)
        head.appendExtension(id: 15, 0x1234)
        head.appendExtension(id: 255, [UInt8](repeating: 7, count: 17).span)
        head.endHeader()
        #expect(
            bytes(head)
                == hex("90 e0 694a 0a0b0c0d 902f9e2e 1000 0007 01 00 0f 02 1234 ff 11")
                + [UInt8](repeating: 7, count: 17) + [0, 0, 0])
    }

    @Test(
        "what the one-byte form can't say is left out",
        arguments: [(15, 1), (16, 1), (255, 3), (1, 0), (1, 17)])
    func leavesOut(_ id: UInt8, _ count: Int) {
        var head = begun()
        head.appendExtension(id: id, [UInt8](repeating: 7, count: count).span)
        head.endHeader()
        #expect(bytes(head) == hex("80 e0 694a 0a0b0c0d 902f9e2e"))
    }

    @Test("id 0 was not negotiated", arguments: [false, true]) func leavesOutZero(_ twoByteExtensions: Bool) {
        var head = begun(twoByteExtensions: twoByteExtensions)
        head.appendExtension(id: 0, 0x1234)
        head.appendExtension(id: 0, uint24: 1)
        head.appendExtension(id: 0, hex("01").span)
        head.endHeader()
        #expect(head.headerCount == 12)
    }

    @Test("extensions stop where the payload's prefix needs room", arguments: [false, true])
    func keepsRoom(_ twoByteExtensions: Bool) throws {
        var head = begun(twoByteExtensions: twoByteExtensions)
        for id in 1...14 as ClosedRange<UInt8> {
            for _ in 0..<20 { head.appendExtension(id: id, [UInt8](repeating: id, count: 16).span) }
        }
        head.appendExtension(id: 1, [UInt8](repeating: 1, count: 300).span)
        head.endHeader()
        #expect(head.headerCount <= PacketHead.capacity - PacketHead.prefixCapacity)
        #expect(head.headerCount > PacketHead.capacity - PacketHead.prefixCapacity - 24)
        head.appendPayload([UInt8](repeating: 9, count: PacketHead.prefixCapacity).span)
        #expect(head.prefixCount == PacketHead.prefixCapacity)
        #expect(try parse(bytes(head), RTPHeader.init).headerCount == head.headerCount)
    }

    @Test func `a payload prefix follows the header`() {
        var head = begun()
        head.endHeader()
        head.appendPayload(hex("90 80").span)
        head.appendPayload(0x81)
        #expect(bytes(head) == hex("80 e0 694a 0a0b0c0d 902f9e2e 90 80 81"))
        #expect(head.headerCount == 12)
        #expect(head.prefixCount == 3)
    }

    @Test func `begin empties what was there`() {
        var head = begun(twoByteExtensions: true)
        head.appendExtension(id: 200, 0xFFFF)
        head.endHeader()
        head.appendPayload(1)
        head.begin(marker: false, payloadType: 0xFF, sequenceNumber: 1, timestamp: 2, ssrc: 3)
        head.endHeader()
        #expect(bytes(head) == hex("80 7f 0001 00000002 00000003"))
        #expect(head.prefixCount == 0)
    }

    @Test func `a fresh head is empty`() {
        #expect(bytes(PacketHead()).isEmpty)
        #expect(PacketHead().headerCount == 0)
    }

    @Test("what is written reads back", arguments: UInt64(0)..<300) func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let packet = RTPPacketFixture.random(using: &random)
        var head = PacketHead()
        head.begin(
            marker: packet.marker, payloadType: packet.payloadType, sequenceNumber: packet.sequenceNumber,
            timestamp: packet.timestamp, ssrc: packet.ssrc, twoByteExtensions: packet.twoByteExtensions)
        for (id, content) in packet.extensions { head.appendExtension(id: id, content.span) }
        head.endHeader()
        var expected = packet
        expected.csrcs = []
        expected.payload = []
        expected.paddingCount = 0
        #expect(bytes(head) == expected.bytes)
    }

    private func begun(twoByteExtensions: Bool = false) -> PacketHead {
        var head = PacketHead()
        head.begin(
            marker: true, payloadType: 96, sequenceNumber: 0x694A, timestamp: 0x0A0B_0C0D, ssrc: 0x902F_9E2E,
            twoByteExtensions: twoByteExtensions)
        return head
    }

    private func bytes(_ head: PacketHead) -> [UInt8] {
        let span = head.span
        return span.indices.map { span[$0] }
    }
}
