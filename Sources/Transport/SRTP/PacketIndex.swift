// SPDX-License-Identifier: Apache-2.0

/// The 48-bit index of a packet: roll-over counter and sequence number (RFC 3711 §3.3.1).
enum PacketIndex {
    /// The index nearest to `highest` that ends in `sequenceNumber`; nil below the start of the stream.
    static func estimate(_ sequenceNumber: UInt16, near highest: UInt64) -> UInt64? {
        let difference = Int16(bitPattern: sequenceNumber &- UInt16(truncatingIfNeeded: highest))
        let index = Int64(bitPattern: highest) &+ Int64(difference)
        return index < 0 ? nil : UInt64(bitPattern: index)
    }

    /// How often the sequence number has rolled over.
    static func rollOver(_ index: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: index >> 16)
    }
}
