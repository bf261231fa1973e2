// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("PictureIdentity and its reader, RFC 7741 §4.2, RFC 9628 §4.2") struct PictureIdentityTests {
    /// A payload, the codec, and what replaces its first bytes once 1 was added to all numbers.
    static let payloads: [(String, CodecKind, String, replaced: Int)] = [
        // Long picture id, TL0PICIDX, TID.
        ("90 E0 FFFF 10 20 00", .vp8, "90 E0 8000 11", 5),
        // The short picture id becomes a long one.
        ("90 80 05 00", .vp8, "90 80 8006", 3),
        ("90 C0 7F FF 00", .vp8, "90 C0 8080 00", 4),
        // No picture id: nothing to rewrite.
        ("90 40 05 00", .vp8, "", 0),
        ("10 00", .vp8, "", 0),
        // VP9: I, L, non-flexible: picture id, layers, TL0PICIDX.
        ("A8 8102 00 07 00", .vp9, "A8 8103 00 08", 5),
        ("88 05 00", .vp9, "88 8006", 2),
        ("61 00", .h264, "", 0),
    ]

    @Test("rewriting", arguments: payloads.indices) func rewriting(_ index: Int) {
        let (text, codec, expected, count) = Self.payloads[index]
        let payload = hex(text)
        let traits = PayloadInspector.inspect(payload.span, codec: codec, dependencyDescriptor: nil)
        var reader = PictureIdentityReader()
        let (identity, replaced) = reader.read(payload.span, traits)
        let one = PictureNumbers(picture: 1, layer: 1, frame: 1)
        let prefix = identity.prefix(with: identity.numbers + one)
        let bytes = (0..<identity.prefixCount).map {
            UInt8(truncatingIfNeeded: prefix >> UInt64(56 - 8 * $0))
        }
        #expect(bytes == hex(expected))
        #expect(replaced == count)
    }

    @Test func `short picture ids count on in fifteen bits`() {
        var reader = PictureIdentityReader()
        var numbers: [UInt16] = []
        for id in [126, 127, 0, 127, 1] as [UInt8] {
            let payload: [UInt8] = [0x90, 0x80, id, 1]
            let traits = PayloadInspector.inspect(payload.span, codec: .vp8, dependencyDescriptor: nil)
            numbers.append(reader.read(payload.span, traits).0.numbers.picture)
        }
        #expect(numbers == [126, 127, 128, 127, 129])
    }

    @Test func `AV1 is counted by its dependency descriptor`() {
        let descriptor: [UInt8] = [0x80, 0x12, 0x34]
        let traits = PayloadInspector.inspect(
            [0x10, 0x0A].span, codec: .av1, dependencyDescriptor: descriptor.span)
        var reader = PictureIdentityReader()
        let (identity, replaced) = reader.read([0x10, 0x0A].span, traits)
        #expect(identity.numbers.frame == 0x1234)
        #expect(identity.prefixCount == 0)
        #expect(replaced == 0)
    }
}
