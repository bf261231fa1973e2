// SPDX-License-Identifier: Apache-2.0

/// Why a piece of a datagram is not the RTCP packet that it should be.
public enum RTCPError: Error, Equatable, Sendable {
    /// The packet ends before what it announces; both in bytes.
    case truncated(needed: Int, available: Int)
    /// The version is not 2 (RFC 3550 §6.4.1).
    case version(UInt8)
    /// The padding count is 0 or reaches into the header.
    case padding(Int)
    /// Another packet type or feedback format than the one asked for.
    case unexpectedKind(type: UInt8, format: UInt8)
    /// A compound of more than this many packets.
    case tooManyPackets(Int)
    /// Transport feedback about more than ``TransportFeedback/maximumStatusCount`` packets.
    case tooManyStatuses(Int)
    /// A packet status that the draft reserves.
    case reservedStatus
}
