// SPDX-License-Identifier: Apache-2.0

import RTP

/// A bitrate over the last second, in ten steps of 100 ms.
struct RateMeter {
    private static let steps: Int64 = 10
    private static let stepNanoseconds: Int64 = 100_000_000
    private var bytes: InlineArray<10, UInt64> = InlineArray(repeating: 0)
    /// The step that is being filled.
    private var step: Int64 = 0

    /// Adds a packet of `count` bytes.
    mutating func add(_ count: Int, now: MonotonicTime) {
        advance(to: now)
        bytes[index(step)] &+= UInt64(count)
    }

    /// Bits per second over the last second.
    func bitrate(now: MonotonicTime) -> UInt64 {
        var meter = self
        meter.advance(to: now)
        var sum: UInt64 = 0
        for index in meter.bytes.indices { sum &+= meter.bytes[index] }
        return sum &* 8
    }

    private mutating func advance(to now: MonotonicTime) {
        let current = now.nanoseconds / Self.stepNanoseconds
        guard current > step else { return }
        var cleared = max(step + 1, current - Self.steps + 1)
        while cleared <= current {
            bytes[index(cleared)] = 0
            cleared += 1
        }
        step = current
    }

    private func index(_ step: Int64) -> Int { Int(truncatingIfNeeded: step.magnitude % 10) }
}
