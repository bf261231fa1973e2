// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport

/// The retransmission of `packet` (RFC 4588 §4), with payload type 97.
func rtx(_ packet: [UInt8], ssrc: UInt32, sequence: UInt16) -> [UInt8] {
    guard let header = try? RTPHeader(packet.span) else { preconditionFailure("a fixture can be read") }
    var fixture = RTPPacketFixture()
    fixture.ssrc = ssrc
    fixture.payloadType = 97
    fixture.sequenceNumber = sequence
    fixture.timestamp = header.timestamp
    fixture.marker = header.marker
    fixture.payload = [UInt8(header.sequenceNumber >> 8), UInt8(header.sequenceNumber & 0xFF)]
    fixture.payload += packet[header.payloadRange]
    return fixture.bytes
}

extension [UInt8] {
    /// The packet with another payload type.
    func replacing(payloadType: UInt8) -> [UInt8] {
        var packet = self
        packet[1] = packet[1] & 0x80 | payloadType
        return packet
    }
}
