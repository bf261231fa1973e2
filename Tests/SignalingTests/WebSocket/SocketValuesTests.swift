// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Signaling

@Suite("ByteBudget") struct ByteBudgetTests {
    @Test func `a burst is free, what is beyond it is waited for`() {
        var budget = ByteBudget(RateLimit(perSecond: 100, burst: 200), now: .zero)
        budget.spend(200, now: .zero)
        #expect(budget.wait(now: .zero) == nil)
        budget.spend(50, now: .zero)
        #expect(budget.wait(now: .zero) == .milliseconds(500))
        #expect(budget.wait(now: .milliseconds(500)) == nil)
    }

    @Test func `what is not used for long is worth one burst`() {
        var budget = ByteBudget(RateLimit(perSecond: 100, burst: 200), now: .zero)
        budget.spend(201, now: .seconds(1_000))
        #expect(budget.wait(now: .seconds(1_000)) == .milliseconds(10))
    }

    @Test func `over any time no more passes than the rate and a burst`() {
        var random = SplitMix64(state: 1)
        var budget = ByteBudget(RateLimit(perSecond: 1_000, burst: 500), now: .zero)
        var now = Duration.zero
        var passed = 0
        while now < .seconds(60) {
            let bytes = Int.random(in: 1...300, using: &random)
            passed += bytes
            budget.spend(bytes, now: now)
            now += budget.wait(now: now) ?? .zero
        }
        #expect((60_000...60_800).contains(passed))
    }
}

@Suite("CloseFrame, RFC 6455 §5.5.1") struct CloseFrameTests {
    @Test func `a long reason is cut between two characters`() throws {
        let frame = CloseFrame(1_000, String(repeating: "€", count: 60))
        #expect(frame.reason.count == 123)
        #expect(frame.reason.isUTF8)
        let sent = try #require(Frames.received(Array(frame.encoded.readableBytesView)))
        #expect(sent.first?.payload.count == 125)
    }

    @Test(arguments: [UInt16(0), 999, 1_004, 1_005, 1_006, 1_015, 1_016, 2_999, 5_000, 65_535])
    func `codes that nobody may send are refused`(code: UInt16) {
        #expect(throws: SocketViolation.malformedClose) {
            try CloseFrame(payload: [UInt8(code >> 8), UInt8(code & 0xff)])
        }
    }

    @Test(arguments: SocketViolation.allCases) func `every violation has a code that may be sent`(
        violation: SocketViolation
    ) {
        #expect(CloseCode.isValid(violation.closeFrame.code ?? 0))
    }
}

@Suite("AddressKey as text") struct AddressKeyTextTests {
    @Test func `it is what is counted`() {
        #expect(AddressKey("192.0.2.7").text == "192.0.2.7")
        #expect(AddressKey("::ffff:192.0.2.7").text == "192.0.2.7")
        #expect(AddressKey("2001:db8:1:2:3::4").text == "2001:db8:1:2::/64")
        #expect(AddressKey("::1").text == "::1")
        #expect(AddressKey("?").text == "unknown")
    }
}
