// SPDX-License-Identifier: Apache-2.0

internal import RTP

/// A password of the short-term mechanism (RFC 8489 §9.1.1), ready to sign with and to verify against.
struct STUNKey {
    private let hmac: HMACSHA1

    /// - Parameter password: of ICE characters, so that it is its own OpaqueString (RFC 8265 §4.2).
    init(password: String) {
        hmac = HMACSHA1(key: Array(password.utf8))
    }

    /// The code of a message whose MESSAGE-INTEGRITY begins at `end`: over all before it, with a header whose length
    /// ends with that attribute (RFC 8489 §14.5).
    func code(of message: Span<UInt8>, upTo end: Int) -> STUNIntegrity {
        let length = UInt32(end + STUNAttribute.integrityBytes - STUNMessage.headerBytes)
        let start = UInt32(message.uint16(at: 0)) << 16 | length
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: HMACSHA1.digestBytes) { room in
            guard let digest = room.baseAddress else { return STUNIntegrity(first: 0, second: 0, third: 0) }
            unsafe message.withUnsafeBufferPointer { bytes in
                // SAFETY: `end` is behind the header, which has been read.
                guard let first = bytes.baseAddress else { return }
                unsafe hmac.write(over: start, followedBy: first + 4, end - 4, to: digest)
            }
            let span = unsafe UnsafeBufferPointer(room).span
            return STUNIntegrity(
                first: span.uint64(at: 0), second: span.uint64(at: 8), third: span.uint32(at: 16)
            )
        }
    }
}

/// The 20 bytes of MESSAGE-INTEGRITY as numbers.
struct STUNIntegrity {
    let first: UInt64
    let second: UInt64
    let third: UInt32

    /// Whether both are the same, in a time that doesn't tell where they differ.
    func isEqual(to other: STUNIntegrity) -> Bool {
        (first ^ other.first) | (second ^ other.second) | UInt64(third ^ other.third) == 0
    }
}
