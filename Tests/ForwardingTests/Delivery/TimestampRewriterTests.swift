// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite struct TimestampRewriterTests {
    let start = MonotonicTime(nanoseconds: 0)

    @Test func `the first is the one that was asked for`() {
        var rewriter = TimestampRewriter(first: 4_294_967_295)
        rewriter.splice(at: 77, arrival: start, clockRate: 90_000)
        #expect(77 &+ rewriter.offset == 4_294_967_295)
    }

    @Test func `a splice advances by the time that passed`() {
        var rewriter = TimestampRewriter(first: 4_294_967_295)
        rewriter.splice(at: 77, arrival: start, clockRate: 90_000)
        rewriter.note(77 + 900, arrival: start.advanced(milliseconds: 10))
        rewriter.splice(at: 123_456, arrival: start.advanced(milliseconds: 2_010), clockRate: 90_000)
        #expect(123_456 &+ rewriter.offset == 899 + 180_000)
    }

    @Test func `a splice in the same moment still advances`() {
        var rewriter = TimestampRewriter(first: 10)
        rewriter.splice(at: 0, arrival: start, clockRate: 48_000)
        rewriter.note(0, arrival: start)
        rewriter.splice(at: 500, arrival: start, clockRate: 48_000)
        #expect(500 &+ rewriter.offset == 11)
    }
}
