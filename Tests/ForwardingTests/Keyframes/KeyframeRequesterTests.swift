// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("KeyframeRequester, RFC 4585 §6.3.1, RFC 5104 §4.3.1") struct KeyframeRequesterTests {
    let start = MonotonicTime(nanoseconds: 1_000_000_000)

    func at(_ milliseconds: Int64) -> MonotonicTime { start.advanced(milliseconds: milliseconds) }

    /// The moments in milliseconds at which requests go, polled each 5 ms.
    func requests(_ requester: inout KeyframeRequester, until end: Int64, isAwaited: Bool = true) -> [Int64] {
        stride(from: 0, to: end, by: 5).filter { requester.poll(isAwaited: isAwaited, now: at($0)) != nil }
    }

    @Test func `the first goes at once, and no other while it is outstanding`() {
        var requester = KeyframeRequester()
        requester.request(.join, now: start)
        #expect(requester.poll(isAwaited: true, now: start)?.isFullIntra == false)
        requester.request(.loss, now: at(1))
        requester.request(.join, now: at(2))
        #expect(requester.poll(isAwaited: true, now: at(499)) == nil)
    }

    @Test func `unanswered, it is repeated, then goes with a full intra request, then rarer`() {
        var requester = KeyframeRequester()
        requester.request(.join, now: start)
        #expect(requests(&requester, until: 12_000) == [0, 500, 1_000, 1_500, 2_500, 4_500, 8_500])
    }

    @Test func `full intra requests begin after two unanswered, and repeat their command`() {
        var requester = KeyframeRequester()
        requester.request(.join, now: start)
        let actions = [0, 500, 1_000, 1_500].map { requester.poll(isAwaited: true, now: at($0)) }
        #expect(actions.map { $0?.isFullIntra } == [false, false, true, true])
        #expect(Set(actions.map { $0?.command }).count == 1)
        requester.keyframeStarted(now: at(1_550))
        requester.request(.join, now: at(3_000))
        #expect(requester.poll(isAwaited: true, now: at(3_000))?.command != actions[0]?.command)
    }

    @Test func `a keyframe answers everybody`() {
        var requester = KeyframeRequester()
        requester.request(.join, now: start)
        _ = requester.poll(isAwaited: true, now: start)
        requester.keyframeStarted(now: at(100))
        #expect(!requester.isPending)
        #expect(requests(&requester, until: 2_000) == [])
    }

    @Test func `joins cause a keyframe a second, losses two`() {
        var requester = KeyframeRequester()
        requester.keyframeStarted(now: start)
        requester.request(.join, now: at(100))
        #expect(requester.poll(isAwaited: true, now: at(995)) == nil)
        #expect(requester.poll(isAwaited: true, now: at(1_000)) != nil)
        requester.keyframeStarted(now: at(1_100))
        requester.request(.join, now: at(1_200))
        requester.request(.loss, now: at(1_250))
        #expect(requester.poll(isAwaited: true, now: at(1_595)) == nil)
        #expect(requester.poll(isAwaited: true, now: at(1_600)) != nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `whatever is wished and answered, a source is asked twice a second at most`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var requester = KeyframeRequester()
        var asked: [Int64] = []
        for now in stride(from: 0, to: 20_000, by: 5) as StrideTo<Int64> {
            switch Int.random(in: 0..<40, using: &random) {
            case 0: requester.request(.join, now: at(now))
            case 1: requester.request(.loss, now: at(now))
            case 2: requester.keyframeStarted(now: at(now))
            default: break
            }
            if requester.poll(isAwaited: true, now: at(now)) != nil { asked.append(now) }
        }
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $1 - $0 >= 500 }, "seed \(seed): \(asked)")
    }

    @Test func `when nobody waits, it is given up`() {
        var requester = KeyframeRequester()
        requester.request(.loss, now: start)
        #expect(requests(&requester, until: 120_000, isAwaited: false).count == Limits.keyframeAttempts)
        #expect(!requester.isPending)
    }

    @Test func `a new source owes nothing`() {
        var requester = KeyframeRequester()
        requester.keyframeStarted(now: start)
        requester.request(.join, now: at(10))
        requester.sourceChanged()
        #expect(!requester.isPending)
        requester.request(.join, now: at(20))
        #expect(requester.poll(isAwaited: true, now: at(20)) != nil)
    }
}
