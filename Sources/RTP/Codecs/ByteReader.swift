// SPDX-License-Identifier: Apache-2.0

/// Reads a payload's bytes one after the other, and throws where they end.
struct ByteReader: ~Escapable {
    private let bytes: Span<UInt8>
    /// Bytes read so far.
    private(set) var offset: Int

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        offset = 0
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func byte() throws(PayloadError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated(needed: offset + 1, available: bytes.count) }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func skip(_ count: Int) throws(PayloadError) {
        guard count <= bytes.count - offset else {
            throw .truncated(needed: offset + count, available: bytes.count)
        }
        offset += count
    }

    /// A picture id of VP8 (RFC 7741 §4.2) or VP9 (RFC 9628 §4.2): two bytes if the first bit is set.
    mutating func pictureID() throws(PayloadError) -> (id: UInt16?, isLong: Bool) {
        let first = try byte()
        guard first & 0x80 != 0 else { return (UInt16(first), false) }
        return (UInt16(first & 0x7F) << 8 | UInt16(try byte()), true)
    }
}
