// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite("PictureIdentityRewriter, RFC 7741 §4.2") struct PictureIdentityRewriterTests {
    /// A VP8 packet with these numbers.
    func identity(_ picture: UInt16, _ layer: UInt8) -> PictureIdentity {
        let payload: [UInt8] = [0x90, 0xC0, 0x80 | UInt8(picture >> 8), UInt8(picture & 0xFF), layer]
        return PictureIdentity(payload.span, field: 2..<4, picture: picture, layerOffset: 4)
    }

    @Test func `the first source keeps its numbers`() {
        var rewriter = PictureIdentityRewriter()
        rewriter.splice(at: identity(9, 8))
        #expect(rewriter.offsets == PictureNumbers())
    }

    @Test func `the next source goes on, across every wrap`() {
        var rewriter = PictureIdentityRewriter()
        rewriter.splice(at: identity(1, 1))
        rewriter.note(identity(0x7FFF, 255))
        rewriter.splice(at: identity(500, 5))
        #expect((identity(500, 5).numbers + rewriter.offsets).picture == 0)
        #expect((identity(500, 5).numbers + rewriter.offsets).layer == 0)
    }

    @Test func `so do AV1's frame numbers`() {
        var rewriter = PictureIdentityRewriter()
        rewriter.note(PictureIdentity(frame: 65_535))
        rewriter.splice(at: PictureIdentity(frame: 3))
        #expect((PictureIdentity(frame: 3).numbers + rewriter.offsets).frame == 0)
    }

    @Test func `packets that name no picture change nothing`() {
        var rewriter = PictureIdentityRewriter()
        rewriter.note(identity(70, 7))
        rewriter.note(PictureIdentity())
        rewriter.splice(at: PictureIdentity())
        #expect(rewriter.offsets == PictureNumbers())
        rewriter.splice(at: identity(10, 1))
        #expect(rewriter.offsets.picture == 61)
    }
}
