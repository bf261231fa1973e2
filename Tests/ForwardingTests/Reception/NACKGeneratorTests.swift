// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite("NACKGenerator, RFC 4585 §6.2.1") struct NACKGeneratorTests {
    let start = MonotonicTime(nanoseconds: 1_000_000_000)

    func poll(_ generator: inout NACKGenerator, at milliseconds: Int64) -> [UInt16] {
        var due: [UInt16] = []
        generator.poll(now: start.advanced(milliseconds: milliseconds), due: &due)
        return due
    }

    @Test func `a gap is asked for after the grace, then once a round trip`() {
        var generator = NACKGenerator()
        _ = generator.note(65_535..<65_537, now: start)
        #expect(poll(&generator, at: 5) == [])
        #expect(poll(&generator, at: 10) == [65_535, 0])
        #expect(poll(&generator, at: 100) == [])
        #expect(poll(&generator, at: 135) == [65_535, 0])
        #expect(generator.asked == 4)
    }

    @Test func `what only was reordered is never asked for`() {
        var generator = NACKGenerator()
        #expect(generator.note(7..<8, now: start) == true)
        #expect(generator.received(7, now: start.advanced(milliseconds: 4)) == false)
        #expect(poll(&generator, at: 500) == [])
    }

    @Test func `a quick answer makes the next questions quicker`() {
        var generator = NACKGenerator()
        for sequence in 0..<60 as Range<Int64> {
            let moment = sequence * 200
            _ = generator.note(sequence..<sequence + 1, now: start.advanced(milliseconds: moment))
            #expect(poll(&generator, at: moment + 10).count == 1)
            #expect(generator.received(sequence, now: start.advanced(milliseconds: moment + 20)) == true)
        }
        _ = generator.note(1_000..<1_001, now: start.advanced(milliseconds: 60_000))
        #expect(poll(&generator, at: 60_010) == [1_000])
        #expect(poll(&generator, at: 60_029) == [])
        #expect(poll(&generator, at: 60_031) == [1_000])
    }

    @Test func `attempts and age are bounded`() {
        var generator = NACKGenerator()
        _ = generator.note(1..<2, now: start)
        let asked = (0..<1_000).reduce(0) { $0 + poll(&generator, at: Int64($1) * 5).count }
        #expect(asked <= Limits.nackAttempts)
        #expect(asked >= 7)
        #expect(generator.count == 0)
    }

    @Test func `too wide a gap is given up, with all before it`() {
        var generator = NACKGenerator()
        #expect(generator.note(0..<10, now: start) == true)
        #expect(generator.note(20..<20 + Int64(Limits.missingPackets), now: start) == false)
        #expect(generator.count == 0)
        #expect(generator.note(1_000..<1_256, now: start) == true)
    }
}
