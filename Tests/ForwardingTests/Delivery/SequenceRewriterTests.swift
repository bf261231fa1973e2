// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Forwarding

@Suite struct SequenceRewriterTests {
    @Test func `numbers go on across splices and wraps`() {
        var rewriter = SequenceRewriter(first: 65_535)
        rewriter.splice(at: 1_000)
        #expect(1_000 + rewriter.offset == 131_071)
        #expect(rewriter.note(1_000) == true)
        #expect(rewriter.note(1_001) == true)
        #expect(rewriter.note(1_001) == false)
        rewriter.splice(at: 5)
        #expect(UInt16(truncatingIfNeeded: 5 + rewriter.offset) == 1)
    }

    @Test func `only numbers that were sent can be named`() {
        var rewriter = SequenceRewriter(first: 65_535)
        rewriter.splice(at: 0)
        _ = rewriter.note(0)
        _ = rewriter.note(1)
        #expect(rewriter.extend(0) == 131_072)
        #expect(rewriter.extend(65_535) == 131_071)
        #expect(rewriter.extend(1) == nil)
    }
}
