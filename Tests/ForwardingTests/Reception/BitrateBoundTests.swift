// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite("BitrateBound") struct BitrateBoundTests {
    private func total(_ parts: (kind: MediaKind, bound: UInt64?, rate: UInt64)...) -> UInt64? {
        BitrateBound.total(of: parts.map { BitrateBound.Part(kind: $0.kind, bound: $0.bound, rate: $0.rate) })
    }

    @Test func `pictures may come to the sum of their bounds`() {
        #expect(total((.video, 256_000, 1), (.video, 300_000, 1)) == 556_000)
        #expect(total((.video, 256_000, 900_000)) == 256_000)
    }

    @Test func `one picture without a bound leaves all without one`() {
        #expect(total((.video, 256_000, 1), (.video, nil, 1)) == nil)
        #expect(total((.video, nil, 1), (.audio, 30_000, 1)) == nil)
        #expect(total() == nil)
    }

    @Test func `beside pictures, sound counts with what it comes to`() {
        #expect(total((.video, 256_000, 1), (.audio, nil, 32_000)) == 296_000)
        #expect(total((.video, 256_000, 1), (.audio, nil, 64_000)) == 320_000)
        #expect(total((.video, 256_000, 1), (.audio, 510_000, 64_000)) == 320_000)
        #expect(total((.video, 256_000, 1), (.audio, 30_000, 64_000)) == 286_000)
    }

    @Test func `sound alone is bounded by its bound`() {
        #expect(total((.audio, 128_000, 32_000)) == 128_000)
        #expect(total((.audio, 128_000, 32_000), (.audio, nil, 32_000)) == nil)
    }

    @Test func `what is silent leaves its part to nobody, unless everything is`() {
        #expect(total((.video, 256_000, 1), (.video, 300_000, 0)) == 256_000)
        #expect(total((.video, 256_000, 1), (.video, nil, 0)) == 256_000)
        #expect(total((.video, 256_000, 0), (.video, 300_000, 0)) == 556_000)
    }

    @Test func `bounds are told once a second from the first one on, and at once when they change`() {
        var bound = BitrateBound()
        let start = MonotonicTime(nanoseconds: 0)
        func told(_ video: UInt64?, after milliseconds: Int64) -> UInt64? {
            let parts = [BitrateBound.Part(kind: .video, bound: video, rate: 1)]
            return bound.poll(parts, now: start.advanced(milliseconds: milliseconds)) ? bound.told : nil
        }
        #expect(told(nil, after: 0) == nil)
        bound.change(isBounded: true)
        #expect(told(256_000, after: 0) == 256_000)
        #expect(told(256_000, after: 999) == nil)
        #expect(told(256_000, after: 1_000) == 256_000)
        bound.change(isBounded: false)
        #expect(told(nil, after: 1_001) == BitrateBound.unbounded)
        #expect(told(nil, after: 2_001) == BitrateBound.unbounded)
    }
}
