// SPDX-License-Identifier: Apache-2.0

/// Numbers in network byte order (RFC 3550 §4).
///
/// The caller has checked that the bytes exist: reading past the end is a broken invariant of ours and traps.
extension Span where Element == UInt8 {
    /// The 16-bit number at `offset`.
    public func uint16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    /// The 24-bit number at `offset`.
    public func uint24(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 16 | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2])
    }

    /// The 32-bit number at `offset`.
    public func uint32(at offset: Int) -> UInt32 {
        UInt32(uint16(at: offset)) << 16 | UInt32(uint16(at: offset + 2))
    }

    /// The 64-bit number at `offset`.
    public func uint64(at offset: Int) -> UInt64 {
        UInt64(uint32(at: offset)) << 32 | UInt64(uint32(at: offset + 4))
    }
}
