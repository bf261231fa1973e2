// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite("PictureIdentityRewriter, RFC 7741 §4.2") struct PictureIdentityRewriterTests {
    @Test func `the first source keeps its numbers`() {
        var rewriter = PictureIdentityRewriter()
        rewriter.splice(at: PictureNumbers(picture: 9, layer: 8, frame: 7))
        #expect(rewriter.offsets == PictureNumbers())
    }

    @Test func `the next source goes on, across every wrap`() {
        var rewriter = PictureIdentityRewriter()
        rewriter.splice(at: PictureNumbers())
        rewriter.note(PictureNumbers(picture: 0x7FFF, layer: 255, frame: 65_535))
        let next = PictureNumbers(picture: 500, layer: 5, frame: 3)
        rewriter.splice(at: next)
        #expect(next + rewriter.offsets == PictureNumbers())
    }
}
