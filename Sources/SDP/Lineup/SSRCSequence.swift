// SPDX-License-Identifier: Apache-2.0

/// SSRCs for one connection, none of them twice: the steps of an odd number reach all 2³² before the first again.
///
/// A stream that is over may so be forgotten, keys and all: nobody ever sends under its SSRC again (RFC 7714 §8.1).
struct SSRCSequence: Equatable {
    private var last: UInt32

    /// - Parameter seed: random (RFC 3550 §8.1).
    init(seed: UInt32) {
        last = seed
    }

    /// The next; never 0.
    mutating func next() -> UInt32 {
        last &+= Self.step
        if last == 0 { last &+= Self.step }
        return last
    }

    private static let step: UInt32 = 0x9E37_79B9
}
