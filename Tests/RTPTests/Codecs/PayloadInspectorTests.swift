// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("PayloadInspector") struct PayloadInspectorTests {
    @Test(
        "audio starts a frame with every packet, and a keyframe with none",
        arguments: [
            CodecKind.opus, .pcmu, .pcma, .g722,
        ])
    func audio(_ codec: CodecKind) {
        #expect(Beginning(inspect("00", codec)) == .frame)
        #expect(Beginning(inspect("", codec)) == .nothing)
    }

    @Test func `a packet is inspected with its own extensions`() throws {
        var map = HeaderExtensionMap()
        map[.dependencyDescriptor] = 11
        var packet = RTPPacketFixture()
        packet.payload = hex("10 20")
        packet.extensions = [(11, hex("80 0001 80"))]
        packet.paddingCount = 4
        #expect(Beginning(try inspectPacket(packet.bytes, map, .av1)) == .keyframe)
        packet.extensions = []
        #expect(Beginning(try inspectPacket(packet.bytes, map, .av1)) == .nothing)
    }

    @Test("random payloads never trap", arguments: CodecKind.allCases) func isTotal(_ codec: CodecKind) {
        var random = SeededRandom(seed: 1)
        for _ in 0..<20_000 {
            let payload = random.bytes(Int.random(in: 0...24, using: &random))
            let descriptor = random.bytes(Int.random(in: 0...5, using: &random))
            let traits = PayloadInspector.inspect(
                payload.span, codec: codec, dependencyDescriptor: descriptor.span)
            if traits.startsKeyframe { #expect(traits.startsFrame) }
            if let vp8 = traits.vp8 { #expect(vp8.byteCount <= payload.count) }
            if let vp9 = traits.vp9 { #expect(vp9.byteCount <= payload.count) }
        }
    }

    @Test(
        "valid payloads with turned bits never trap",
        arguments: [
            ("b3 f0 92 34 56 a7 00", CodecKind.vp8),
            ("0a 58 0140 00b4 0280 0168 0500 02d0 02 04 01 0c 010203", .vp9),
            ("78 0002 6742 0002 68ce 0003 658880", .h264),
            ("6001 0003 40010c 0003 420101 0003 4401c0", .h265),
            ("30 01 30 01 20 08", .av1), ("00 01 20 00 01 20 01 20 01 30", .av1),
        ])
    func survivesFlips(_ payload: String, _ codec: CodecKind) {
        var random = SeededRandom(seed: 2)
        for _ in 0..<5_000 {
            let flipped = random.flippingBits(of: hex(payload))
            _ = PayloadInspector.inspect(flipped.span, codec: codec, dependencyDescriptor: nil)
        }
    }

    private func inspectPacket(
        _ packet: [UInt8], _ map: HeaderExtensionMap, _ codec: CodecKind
    ) throws -> PayloadTraits {
        let header = try parse(packet, RTPHeader.init)
        let extensions = HeaderExtensions(packet.span, header: header, map: map)
        return PayloadInspector.inspect(packet.span, header: header, extensions: extensions, codec: codec)
    }
}
