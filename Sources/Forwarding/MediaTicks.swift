// SPDX-License-Identifier: Apache-2.0

/// Converts spans of time to units of an RTP timestamp (RFC 3550 §5.1).
enum MediaTicks {
    /// The ticks in `nanoseconds`, modulo 2³²; rounds toward zero, and any span is fine.
    static func of(nanoseconds: Int64, clockRate: UInt32) -> UInt32 {
        // In two parts: 28 hours of video would overflow one product.
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let ticks = seconds &* Int64(clockRate) &+ rest * Int64(clockRate) / 1_000_000_000
        return UInt32(truncatingIfNeeded: ticks)
    }
}
