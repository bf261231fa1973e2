// SPDX-License-Identifier: Apache-2.0

/// The 96 bits that a request and its response share (RFC 8489 §5).
struct STUNTransaction: Hashable, Sendable {
    /// The first 32 bits.
    let high: UInt32
    /// The other 64.
    let low: UInt64

    /// A new one: nobody else can guess it.
    static func random() -> STUNTransaction {
        STUNTransaction(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max))
    }
}
