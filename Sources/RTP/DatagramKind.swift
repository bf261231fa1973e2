// SPDX-License-Identifier: Apache-2.0

/// The protocol that a datagram on a bundled port belongs to, told by its first two bytes.
///
/// Says nothing about whether the rest is well formed.
public enum DatagramKind: Sendable {
    case stun
    case dtls
    case rtp
    case rtcp
    /// ZRTP, a TURN channel, or nothing we know.
    case unknown

    /// Sorts a datagram by its first byte (RFC 7983 §7), and RTP from RTCP by its second (RFC 5761 §4).
    public init(_ datagram: Span<UInt8>) {
        guard datagram.count >= 2 else {
            self = .unknown
            return
        }
        switch datagram[0] {
        case 0...3: self = .stun
        case 20...63: self = .dtls
        // RTCP's packet types fall where an RTP payload type of 64…95 with the marker set would be.
        case 128...191: self = (192...223).contains(datagram[1]) ? .rtcp : .rtp
        default: self = .unknown
        }
    }
}
