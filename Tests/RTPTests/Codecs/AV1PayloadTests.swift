// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("AV1Payload, AV1 RTP specification §4.4") struct AV1PayloadTests {
    @Test(
        "aggregation header and elements",
        arguments: [
            // N with one element, a sequence header; N alone decides.
            ("18 0a", Beginning.keyframe), ("18 30", .keyframe),
            // A frame, a frame header, a tile group.
            ("10 30", .frame), ("10 18", .frame), ("10 20", .nothing),
            // The first element goes on from the packet before.
            ("90 30", .nothing), ("98 0a", .nothing),
            // Two elements, a length before the first: sequence header and frame; what goes on, then a frame.
            ("20 02 0a0b 30", .keyframe), ("a0 02 0a0b 30", .frame), ("a0 02 0a0b 0a", .keyframe),
            // Three elements; the sequence header last.
            ("30 01 30 01 20 08", .keyframe),
            // W is 0: every element has a length.
            ("00 01 20 01 30", .frame), ("00 01 20 02 080b", .keyframe),
            ("00 01 20 00 01 20 01 20 01 30", .frame),
            // A length of two bytes that says 2.
            ("20 8200 0a0b 30", .keyframe),
            // Lengths that reach beyond the packet, or don't end.
            ("20 05 0a0b 30", .nothing), ("00 05 30", .nothing), ("20 ff", .nothing),
            ("20 ffffffffffffffff 0a", .nothing), ("00 80808080808080808001 30", .nothing),
            // No element at all.
            ("10", .nothing), ("", .nothing), ("00", .nothing), ("20 00", .nothing), ("20 00 30", .frame),
        ])
    func beginnings(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .av1)) == beginning)
    }

    @Test func `a sequence header is a parameter set`() {
        #expect(inspect("20 02 0a0b 30", .av1).containsParameterSets)
        #expect(!inspect("18 30", .av1).containsParameterSets)
    }

    @Test(
        "the dependency descriptor says where a frame starts",
        arguments: [
            // Start with a structure, start without, the frame's end, a structure without start.
            ("80 0001 80", Beginning.keyframe), ("80 0001", .frame), ("80 0001 40", .frame),
            ("40 0001", .nothing),
            ("40 0001 80", .nothing), ("80 00", .frame),
        ])
    func followsDescriptor(_ descriptor: String, _ beginning: Beginning) {
        #expect(Beginning(inspect("10 30", .av1, dependencyDescriptor: descriptor)) == beginning)
    }
}

@Suite("DependencyDescriptor, AV1 RTP specification A.8.2") struct DependencyDescriptorTests {
    @Test func `the mandatory fields have three bytes`() throws {
        let descriptor = try parse(hex("c5 1234"), DependencyDescriptor.init)
        #expect(descriptor.startsFrame && descriptor.endsFrame)
        #expect(descriptor.templateID == 5)
        #expect(descriptor.frameNumber == 0x1234)
        #expect(!descriptor.hasTemplateStructure)
        #expect(!(try parse(hex("3f 0000"), DependencyDescriptor.init).startsFrame))
        #expect(try parse(hex("3f 0000"), DependencyDescriptor.init).templateID == 63)
    }

    @Test func `the first extended flag announces the structure`() throws {
        #expect(try parse(hex("80 0001 80"), DependencyDescriptor.init).hasTemplateStructure)
        #expect(try !parse(hex("80 0001 7f"), DependencyDescriptor.init).hasTemplateStructure)
    }

    @Test("two bytes are too few", arguments: ["", "80", "8000"]) func refuses(_ element: String) {
        let bytes = hex(element)
        #expect(throws: PayloadError.truncated(needed: 3, available: bytes.count)) {
            try parse(bytes, DependencyDescriptor.init)
        }
        #expect(inspect("10 30", .av1, dependencyDescriptor: element).dependencyDescriptor == nil)
    }

    @Test("any codec may come with one", arguments: CodecKind.allCases) func comesWithAny(_ codec: CodecKind)
    {
        #expect(inspect("00", codec, dependencyDescriptor: "00 0007").dependencyDescriptor?.frameNumber == 7)
    }
}
