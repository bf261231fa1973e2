// SPDX-License-Identifier: Apache-2.0

/// Why a datagram is no STUN message that we read.
enum STUNError: Error, Equatable {
    /// Shorter than a header.
    case truncated(needed: Int, available: Int)
    /// The first two bits or the magic cookie say that it is something else (RFC 8489 §5).
    case notSTUN
    /// The header's length is not that of the datagram, or no multiple of four.
    case length(Int)
    /// Of another method than Binding.
    case method(UInt16)
    /// An attribute that runs past the end, has an impossible length, or follows FINGERPRINT.
    case attribute(UInt16)
    /// FINGERPRINT is wrong (RFC 8489 §14.7).
    case fingerprint
}
