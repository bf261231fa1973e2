// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("VP8Descriptor, RFC 7741 §4.2") struct VP8DescriptorTests {
    @Test func `the shortest descriptor has one byte`() throws {
        let descriptor = try parse(hex("10"), VP8Descriptor.init)
        #expect(descriptor.byteCount == 1)
        #expect(descriptor.startsPartition && descriptor.startsFrame)
        #expect(!descriptor.isDiscardable)
        #expect(descriptor.partitionIndex == 0)
        #expect(descriptor.pictureID == nil)
        #expect(descriptor.tl0PictureIndex == nil)
        #expect(descriptor.temporalLayer == nil)
        #expect(descriptor.keyIndex == nil)
    }

    @Test func `the longest descriptor has six`() throws {
        let descriptor = try parse(hex("b3 f0 92 34 56 a7"), VP8Descriptor.init)
        #expect(descriptor.byteCount == 6)
        #expect(descriptor.isDiscardable)
        #expect(descriptor.partitionIndex == 3)
        #expect(!descriptor.startsFrame)
        #expect(descriptor.pictureID == 0x1234)
        #expect(descriptor.isPictureIDLong)
        #expect(descriptor.pictureIDOffset == 2)
        #expect(descriptor.tl0PictureIndex == 0x56)
        #expect(descriptor.tl0PictureIndexOffset == 4)
        #expect(descriptor.temporalLayer == 2)
        #expect(descriptor.isLayerSync)
        #expect(descriptor.keyIndex == 7)
    }

    @Test func `a short picture id has seven bits`() throws {
        let descriptor = try parse(hex("90 c0 7f 01"), VP8Descriptor.init)
        #expect(descriptor.pictureID == 127)
        #expect(!descriptor.isPictureIDLong)
        #expect(descriptor.tl0PictureIndexOffset == 3)
        #expect(descriptor.byteCount == 4)
    }

    @Test func `the layer byte belongs to layer and key index, each by its own bit`() throws {
        let layer = try parse(hex("90 20 ff"), VP8Descriptor.init)
        #expect(layer.temporalLayer == 3 && layer.isLayerSync && layer.keyIndex == nil)
        let key = try parse(hex("90 10 ff"), VP8Descriptor.init)
        #expect(key.temporalLayer == nil && !key.isLayerSync && key.keyIndex == 31)
    }

    @Test(
        "a descriptor that ends too early is refused",
        arguments: [
            "", "80", "8080", "808080", "8040", "8020", "8010", "80f0920102",
        ])
    func refuses(_ payload: String) {
        let bytes = hex(payload)
        #expect(throws: PayloadError.truncated(needed: bytes.count + 1, available: bytes.count)) {
            try parse(bytes, VP8Descriptor.init)
        }
    }

    @Test(
        "keyframes are the first partition's start with a P bit of 0 (§4.3)",
        arguments: [
            ("10 00", Beginning.keyframe), ("10 9e012a", .keyframe), ("10 01", .frame), ("00 00", .nothing),
            ("11 00", .nothing), ("10", .nothing), ("", .nothing), ("90 80 8101 00", .keyframe),
            ("90 80 8101 31", .frame), ("90 80 8101", .nothing), ("90", .nothing),
        ])
    func beginnings(_ payload: String, _ beginning: Beginning) {
        #expect(Beginning(inspect(payload, .vp8)) == beginning)
    }

    @Test func `a broken descriptor is no descriptor`() {
        #expect(inspect("80", .vp8).vp8 == nil)
        #expect(inspect("10 00", .vp8).vp8?.byteCount == 1)
        #expect(inspect("10 00", .vp9).vp8 == nil)
    }
}
