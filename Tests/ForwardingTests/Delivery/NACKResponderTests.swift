// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite struct NACKResponderTests {
    let start = MonotonicTime(nanoseconds: 1_000_000_000)

    func refusal(
        _ responder: inout NACKResponder, _ sequence: Int64, count: Int = 1_000, sent: UInt64 = 0,
        at milliseconds: Int64
    ) -> DropReason? {
        let refusal = responder.refusal(
            of: sequence, sentBytes: sent, roundTripMilliseconds: 50,
            now: start.advanced(milliseconds: milliseconds))
        if refusal == nil { responder.charge(count) }
        return refusal
    }

    @Test func `one packet goes at most once a round trip`() {
        var responder = NACKResponder()
        #expect(refusal(&responder, 7, at: 0) == nil)
        #expect(refusal(&responder, 7, at: 49) == .resendTooSoon)
        #expect(refusal(&responder, 8, at: 49) == nil)
        #expect(refusal(&responder, 7, at: 50) == nil)
    }

    @Test func `all together take a fifth of what was sent`() {
        var responder = NACKResponder()
        var sequence: Int64 = 0
        func resends(_ responder: inout NACKResponder, sent: UInt64) -> Int {
            (0..<1_000).count { _ in
                sequence += 1
                return refusal(&responder, sequence, sent: sent, at: 0) == nil
            }
        }
        #expect(resends(&responder, sent: 0) == Int(Limits.resendBurstBytes) / 1_000 + 1)
        #expect(resends(&responder, sent: 0) == 0)
        #expect(resends(&responder, sent: 100_000) == 20)
        // What is not used is saved up to a bound.
        #expect(resends(&responder, sent: 100_000_000) == Int(Limits.resendBurstBytes) / 1_000 + 1)
    }
}
