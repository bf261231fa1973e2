// SPDX-License-Identifier: Apache-2.0

/// FINGERPRINT (RFC 8489 §14.7): a CRC-32 that tells STUN from what only looks like it.
enum STUNFingerprint {
    private static let mask: UInt32 = 0x5354_554E

    /// The value over the first `end` bytes.
    static func of(_ message: Span<UInt8>, upTo end: Int) -> UInt32 {
        var sum = UInt32.max
        for index in 0..<end {
            sum = table[Int(truncatingIfNeeded: (sum ^ UInt32(message[index])) & 0xFF)] ^ sum >> 8
        }
        return ~sum ^ mask
    }

    /// Of the polynomial of ITU V.42, bits turned round.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
}
