// SPDX-License-Identifier: Apache-2.0

import SDP

/// One outgoing stream: its numbering, and the packets that may be asked for again.
struct PublishedStream {
    /// How many packets are kept for NACKs (RFC 4585 §6.2.1); a power of two.
    private static let kept = 512

    let isVideo: Bool
    let ssrc: UInt32
    let payloadType: UInt8
    let clockRate: Int64
    private(set) var packets: UInt32 = 0
    private(set) var octets: UInt32 = 0
    private var sequenceNumber = UInt16.random(in: 1...0x3FFF)
    private var ring: [(number: UInt16, packet: SyntheticMedia.Packet)?] = Array(repeating: nil, count: kept)

    /// The stream of a section that the server accepted; nil for one that it did not.
    init?(_ section: MediaSection, ssrc: UInt32) {
        guard section.accepted, let codec = section.codecs.first else { return nil }
        isVideo = section.kind == .video
        self.ssrc = ssrc
        payloadType = codec.payloadType
        clockRate = Int64(codec.clockRate)
    }

    /// Numbers a packet and keeps it.
    mutating func number(_ packet: SyntheticMedia.Packet) -> UInt16 {
        sequenceNumber &+= 1
        packets &+= 1
        octets &+= UInt32(packet.payload.count)
        ring[Int(sequenceNumber) & (Self.kept - 1)] = (sequenceNumber, packet)
        return sequenceNumber
    }

    /// The packet of that number, if it is still kept.
    func sent(_ number: UInt16) -> SyntheticMedia.Packet? {
        guard let entry = ring[Int(number) & (Self.kept - 1)], entry.number == number else { return nil }
        return entry.packet
    }
}
