// SPDX-License-Identifier: Apache-2.0

/// The 96 bits that a request and its response share (RFC 8489 §5).
struct STUNTransaction: Hashable, Sendable {
    /// The first 32 bits.
    let high: UInt32
    /// The other 64.
    let low: UInt64

    init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new one: nobody else can guess it.
    init(using random: inout some RandomNumberGenerator) {
        self.init(high: random.next(), low: random.next())
    }
}
