// SPDX-License-Identifier: Apache-2.0

/// Why a datagram is not an RTP packet.
public enum RTPError: Error, Equatable, Sendable {
    /// The packet ends before what its header announces; both in bytes.
    case truncated(needed: Int, available: Int)
    /// The version is not 2 (RFC 3550 §5.1).
    case version(UInt8)
    /// The padding count is 0 or reaches into the header.
    case padding(Int)
    /// The extension block of this many bytes does not fit in the packet.
    case extensionLength(Int)
    /// More than ``RTPHeader/maximumPacketCount`` bytes.
    case tooLong(Int)
}
