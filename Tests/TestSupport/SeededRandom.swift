// SPDX-License-Identifier: Apache-2.0

/// Random numbers that a seed repeats: SplitMix64 (Steele, Lea and Flood, 2014).
///
/// Property tests take the seed as their argument, so that a failure names it.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The sequence that belongs to `seed`.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// `count` random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// `bytes` with one to three of its bits turned over.
    public mutating func flippingBits(of bytes: [UInt8]) -> [UInt8] {
        var flipped = bytes
        guard !bytes.isEmpty else { return flipped }
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            flipped[Int.random(in: 0..<bytes.count, using: &self)] ^=
                1 << UInt8.random(in: 0..<8, using: &self)
        }
        return flipped
    }

    /// True in about `percent` of a hundred calls.
    public mutating func chance(percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}
