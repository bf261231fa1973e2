// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP

@testable import Relay

/// A packet as a viewer got it.
struct ReceivedPacket {
    var sequenceNumber: UInt16
    var timestamp: UInt32
    var marker: Bool
    var payloadType: UInt8
    var payload: [UInt8]
    var mid: String?
    var transportSequence: UInt16?
    var hasAbsSendTime: Bool

    init?(_ packet: Span<UInt8>, _ header: RTPHeader, _ map: HeaderExtensionMap) {
        sequenceNumber = header.sequenceNumber
        timestamp = header.timestamp
        marker = header.marker
        payloadType = header.payloadType
        payload = header.payloadRange.map { packet[$0] }
        let extensions = HeaderExtensions(packet, header: header, map: map)
        mid = extensions[.mid].map { String(decoding: $0.map { packet[$0] }, as: UTF8.self) }
        transportSequence = extensions[.transportSequenceNumber].map { range in
            UInt16(packet[range.lowerBound]) << 8 | UInt16(packet[range.lowerBound + 1])
        }
        hasAbsSendTime = extensions[.absSendTime]?.count == 3
    }

    /// Whether a VP8 keyframe begins: first packet of partition 0 (RFC 7741 §4.2), P bit 0 (RFC 6386 §9.1).
    var startsKeyframe: Bool {
        guard payload.count > PayloadLayout.descriptorCount, payload[0] & 0x17 == 0x10 else { return false }
        return payload[PayloadLayout.descriptorCount] & 1 == 0
    }

    /// The VP8 picture id of 15 bits.
    var pictureID: UInt16? {
        guard payload.count > 3, payload[1] & 0x80 != 0, payload[2] & 0x80 != 0 else { return nil }
        return UInt16(payload[2] & 0x7F) << 8 | UInt16(payload[3])
    }
}

/// One stream that a viewer was promised, and what came of it, in order of arrival.
final class ReceivedStream {
    let mid: String
    let payloadType: UInt8
    let rtxPayloadType: UInt8?
    let ssrc: UInt32
    let rtxSSRC: UInt32?
    let isVideo: Bool
    let codec: CodecKind
    let clockRate: Int64
    private(set) var packets: [ReceivedPacket] = []
    /// How many packets came of each publisher.
    private(set) var counts: [UInt32: Int] = [:]
    /// What came under the SSRC of retransmissions.
    var resends: [ReceivedPacket] = []
    var reports: [SenderReport] = []

    init?(_ section: MediaSection) {
        guard section.accepted, let ssrc = section.ssrcs.first, let codec = section.codecs.first,
            let kind = CodecKind(encodingName: codec.name)
        else { return nil }
        self.codec = kind
        mid = section.mid
        payloadType = codec.payloadType
        rtxPayloadType = codec.rtxPayloadType
        self.ssrc = ssrc
        rtxSSRC = section.rtxSSRCs.first { $0.media == ssrc }?.rtx
        isVideo = section.kind == .video
        clockRate = Int64(codec.clockRate)
    }

    /// Whether each packet's number is its predecessor's plus one.
    var isContiguous: Bool {
        zip(packets, packets.dropFirst()).allSatisfy { $1.sequenceNumber == $0.sequenceNumber &+ 1 }
    }

    /// Whether every number between the lowest and the highest came, in whatever order.
    var isComplete: Bool {
        guard let first = packets.first?.sequenceNumber else { return false }
        let offsets = Set(packets.map { Int16(truncatingIfNeeded: Int($0.sequenceNumber &- first)) })
        guard let lowest = offsets.min(), let highest = offsets.max() else { return false }
        return offsets.count == Int(highest) - Int(lowest) + 1
    }

    /// Whether no timestamp is before its predecessor's (modulo 2³²).
    var isAdvancing: Bool {
        zip(packets, packets.dropFirst()).allSatisfy { $1.timestamp &- $0.timestamp < 1 << 31 }
    }

    /// What a packet says about itself.
    func content(_ packet: ReceivedPacket) -> Content? {
        Content(packet.payload, at: PayloadLayout.contentOffset(codec))
    }

    /// The contents of all packets.
    var contents: [Content] { packets.compactMap(content) }

    /// What of the payloads the relay never changes, by the packet's serial, of the publisher with `mark`.
    func payloads(of mark: UInt32) -> [UInt32: [UInt8]] {
        var payloads: [UInt32: [UInt8]] = [:]
        for packet in packets {
            guard let content = content(packet), content.mark == mark else { continue }
            payloads[content.serial] = Array(packet.payload.dropFirst(PayloadLayout.rewrittenCount(codec)))
        }
        return payloads
    }

    /// Notes a packet's arrival.
    func append(_ packet: ReceivedPacket) {
        packets.append(packet)
        if let mark = content(packet)?.mark { counts[mark, default: 0] += 1 }
    }

    /// Packets of the publisher with `mark`.
    func count(of mark: UInt32) -> Int {
        counts[mark, default: 0]
    }

    /// Whether the newest packet is the one of this serial or a later one.
    func hasReached(_ serial: UInt32) -> Bool {
        packets.last.flatMap(content).map { $0.serial >= serial } ?? false
    }
}
