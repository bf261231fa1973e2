// SPDX-License-Identifier: Apache-2.0

/// Random bits for one step, drawn outside: the directory has no random source.
struct Entropy: Sendable {
    private let high: SIMD4<UInt64>
    private let low: SIMD4<UInt64>

    /// Eight words that nobody can guess.
    init(high: SIMD4<UInt64>, low: SIMD4<UInt64>) {
        self.high = high
        self.low = low
    }

    /// 256 bits: what proves who somebody is.
    var secret: String { Self.text(high) }
    /// 128 bits: a name that nobody guesses or has already.
    var name: String { Self.text(SIMD2(low.x, low.y)) }
    /// 32 bits, for what must only differ.
    var suffix: String { String(Self.text(SIMD2(low.z, low.w)).prefix(8)) }

    private static func text(_ words: some SIMD<UInt64>) -> String {
        words.indices.map { index in
            let digits = String(words[index], radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
