// SPDX-License-Identifier: Apache-2.0

import RTP

/// Turns a retransmission back into the packet that it repeats (RFC 4588 §4).
///
/// The payload begins with the original sequence number (OSN); timestamp, marker and extensions are the original's.
enum RTXUnwrapper {
    /// The header that the original packet had, whose payload range lies in the same bytes; nil without an OSN, as in
    /// retransmissions that are only padding.
    static func unwrap(
        _ header: RTPHeader, of packet: Span<UInt8>, mediaSSRC: UInt32, payloadType: UInt8
    ) -> RTPHeader? {
        guard header.payloadRange.count >= 2 else { return nil }
        let start = header.payloadRange.lowerBound
        var original = header
        original.sequenceNumber = packet.uint16(at: start)
        original.ssrc = mediaSSRC
        original.payloadType = payloadType
        original.headerCount = start + 2
        original.payloadRange = start + 2..<header.payloadRange.upperBound
        return original
    }
}
