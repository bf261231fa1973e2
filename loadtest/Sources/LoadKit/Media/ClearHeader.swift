// SPDX-License-Identifier: Apache-2.0

import RTP

/// What an RTP packet shows without its keys (RFC 3711 §3.1): the header is authenticated, not encrypted.
struct ClearHeader: Equatable {
    let payloadType: UInt8
    let sequenceNumber: UInt16
    let timestamp: UInt32
    let ssrc: UInt32

    /// Nil if it is too short or of another version.
    init?(_ packet: Span<UInt8>) {
        guard packet.count >= 12, packet[0] >> 6 == 2 else { return nil }
        payloadType = packet[1] & 0x7F
        sequenceNumber = packet.uint16(at: 2)
        timestamp = packet.uint32(at: 4)
        ssrc = packet.uint32(at: 8)
    }
}
