// SPDX-License-Identifier: Apache-2.0

extension Entropy {
    /// Bits from `generator`, which must be cryptographically secure outside of tests.
    init(using generator: inout some RandomNumberGenerator) {
        self.init(high: .next(&generator), low: .next(&generator))
    }
}

extension SIMD4<UInt64> {
    fileprivate static func next(_ generator: inout some RandomNumberGenerator) -> Self {
        Self(generator.next(), generator.next(), generator.next(), generator.next())
    }
}
