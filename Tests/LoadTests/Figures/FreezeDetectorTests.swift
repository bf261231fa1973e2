// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import LoadKit

@Suite struct FreezeDetectorTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `frames at their pace are no freeze`() {
        var detector = FreezeDetector(framesPerSecond: 30)
        for frame in 0..<90 { detector.note(UInt32(frame * 3_000), time(Int64(frame) * 33)) }
        #expect(detector.count(time(90 * 33)) == 0)
    }

    @Test func `more than 200 ms without a new frame is one`() {
        var detector = FreezeDetector(framesPerSecond: 30)
        detector.note(0, time(0))
        detector.note(3_000, time(200))
        #expect(detector.count(time(200)) == 0)
        detector.note(6_000, time(401))
        #expect(detector.count(time(401)) == 1)
    }

    @Test func `one that still goes on counts, once`() {
        var detector = FreezeDetector(framesPerSecond: 30)
        detector.note(0, time(0))
        #expect(detector.count(time(5_000)) == 1)
        detector.note(3_000, time(6_000))
        #expect(detector.count(time(6_000)) == 1)
    }

    @Test func `packets of an old frame don't end it`() {
        var detector = FreezeDetector(framesPerSecond: 30)
        detector.note(6_000, time(0))
        detector.note(6_000, time(150))
        detector.note(3_000, time(190))
        detector.note(9_000, time(210))
        #expect(detector.count(time(210)) == 1)
    }

    @Test func `where frames are rare, as many as three may be missing`() {
        var detector = FreezeDetector(framesPerSecond: 5)
        detector.note(0, time(0))
        #expect(detector.count(time(600)) == 0)
        #expect(detector.count(time(601)) == 1)
    }

    @Test func `before the first frame nothing stands`() {
        #expect(FreezeDetector(framesPerSecond: 30).count(time(10_000)) == 0)
    }
}
