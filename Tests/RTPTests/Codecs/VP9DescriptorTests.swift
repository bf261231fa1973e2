// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("VP9Descriptor, RFC 9628 §4.2") struct VP9DescriptorTests {
    @Test func `the shortest descriptor has one byte`() throws {
        let descriptor = try parse(hex("0c"), VP9Descriptor.init)
        #expect(descriptor.byteCount == 1)
        #expect(descriptor.startsFrame && descriptor.endsFrame)
        #expect(!descriptor.isInterPredicted && !descriptor.isFlexible)
        #expect(descriptor.pictureID == nil && descriptor.spatialLayer == nil)
        #expect(descriptor.startsKeyframe)
    }

    @Test func `layers without flexible mode bring a TL0PICIDX`() throws {
        let descriptor = try parse(hex("e9 9234 55 78"), VP9Descriptor.init)
        #expect(descriptor.byteCount == 5)
        #expect(descriptor.isInterPredicted && descriptor.startsFrame && descriptor.isNotReferencedUpward)
        #expect(
            descriptor.pictureID == 0x1234 && descriptor.isPictureIDLong && descriptor.pictureIDOffset == 1)
        #expect(descriptor.temporalLayer == 2 && descriptor.spatialLayer == 2)
        #expect(descriptor.isSwitchingUpPoint && descriptor.isInterLayerPredicted)
        #expect(descriptor.tl0PictureIndex == 0x78 && descriptor.tl0PictureIndexOffset == 4)
    }

    @Test func `flexible mode brings references instead`() throws {
        let descriptor = try parse(hex("f8 05 00 03 05 02 ff"), VP9Descriptor.init)
        #expect(descriptor.byteCount == 6)
        #expect(descriptor.isFlexible && descriptor.pictureID == 5)
        #expect(descriptor.tl0PictureIndex == nil && descriptor.tl0PictureIndexOffset == 0)
    }

    @Test func `a flexible frame without prediction has no references`() throws {
        #expect(try parse(hex("98 05 ff"), VP9Descriptor.init).byteCount == 2)
    }

    @Test func `four references are too many`() {
        #expect(throws: PayloadError.tooManyReferences) {
            try parse(hex("d8 05 03 05 07 08"), VP9Descriptor.init)
        }
    }

    @Test(
        "the scalability structure has its own length (§4.2.1)",
        arguments: [
            // Two layers without sizes or pictures.
            ("0a 20", 2),
            // Three layers with sizes.
            ("0a 50 0140 00b4 0280 0168 0500 02d0", 14),
            // One layer, three pictures with one, no and three references.
            ("0a 08 03 04 01 00 0c 01 02 03", 10),
            // Sizes and pictures.
            ("0a 18 0140 00b4 01 04 01", 9),
            // A group of no pictures.
            ("0a 08 00", 3),
        ])
    func structures(_ payload: String, _ count: Int) throws {
        let descriptor = try parse(hex(payload) + [0xFF], VP9Descriptor.init)
        #expect(descriptor.hasScalabilityStructure)
        #expect(descriptor.byteCount == count)
    }

    @Test(
        "a descriptor that ends too early is refused",
        arguments: [
            "", "80", "8080", "20", "2000", "d805", "d80501", "02", "0a50 0140", "0a08", "0a0801", "0a080104",
        ])
    func refuses(_ payload: String) {
        #expect(throws: PayloadError.self) { try parse(hex(payload), VP9Descriptor.init) }
        #expect(inspect(payload, .vp9) == PayloadTraits())
    }

    @Test(
        "keyframes are not predicted, and of the lowest layer",
        arguments: [
            ("08 82", Beginning.keyframe), ("48 82", .frame), ("00 82", .nothing), ("08", .nothing),
            ("28 00 01 82", .keyframe), ("28 02 01 82", .frame), ("68 00 01 82", .frame),
            ("8c 8001 82", .keyframe),
        ])
    func beginnings(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .vp9)) == beginning)
    }
}
