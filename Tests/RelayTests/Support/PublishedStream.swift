// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP

/// One outgoing stream of a publisher: its numbering, and the packets that may be asked for again.
final class PublishedStream {
    let ssrc: UInt32
    let payloadType: UInt8
    let rtx: (ssrc: UInt32, payloadType: UInt8)?
    let codec: CodecKind
    let clockRate: Int64
    /// Of the moment 0 of the publisher's clock.
    let firstTimestamp = UInt32.random(in: 0...UInt32.max)
    private(set) var packets: UInt32 = 0
    private(set) var octets: UInt32 = 0
    /// Everything that was numbered, sent or withheld.
    private(set) var sent: [UInt16: OutgoingPacket] = [:]
    private var nextNumber = UInt16.random(in: 1...0x3FFF)
    private var nextRTXNumber = UInt16.random(in: 1...0x3FFF)

    init?(_ section: MediaSection, _ sending: SendingTrack) {
        guard section.accepted, let codec = section.codecs.first,
            let kind = CodecKind(encodingName: codec.name)
        else { return nil }
        self.codec = kind
        ssrc = sending.ssrc
        payloadType = codec.payloadType
        clockRate = Int64(codec.clockRate)
        if let type = codec.rtxPayloadType, let ssrc = sending.rtxSSRC {
            rtx = (ssrc, type)
        } else {
            rtx = nil
        }
    }

    /// The stream's timestamp of a moment, in microseconds of the publisher's clock.
    func timestamp(_ microseconds: Int64) -> UInt32 {
        firstTimestamp &+ UInt32(truncatingIfNeeded: microseconds * clockRate / 1_000_000)
    }

    /// Numbers and keeps a packet.
    func number(_ packet: OutgoingPacket) -> UInt16 {
        defer { nextNumber &+= 1 }
        packets &+= 1
        octets &+= UInt32(packet.payload.count)
        sent[nextNumber] = packet
        return nextNumber
    }

    /// The next number of the retransmission stream.
    func takeRTXNumber() -> UInt16 {
        defer { nextRTXNumber &+= 1 }
        return nextRTXNumber
    }
}
