// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A subscriber that remembers what it got.
final class RecordingSink: PacketSink {
    var sent: [SentPacket] = []
    var compounds: [[UInt8]] = []
    var repeats = 0

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        var bytes: [UInt8] = []
        for index in head.span.indices { bytes.append(head.span[index]) }
        for index in payload.indices { bytes.append(payload[index]) }
        guard let header = try? RTPHeader(bytes.span) else {
            preconditionFailure("what leaves can be read")
        }
        sent.append(SentPacket(header: header, bytes: bytes, headerCount: head.headerCount))
    }

    /// What goes again must be what went before, to the byte.
    override func resend(_ head: PacketHeadView, payload: Span<UInt8>) {
        send(head, payload: payload)
        precondition(
            sent.dropLast().contains { $0 == sent.last }, "a resend under its own number repeats a packet")
        repeats += 1
    }

    override func sendRTCP(_ compound: Span<UInt8>) {
        compounds.append(compound.indices.map { compound[$0] })
    }

    /// The packets of one stream.
    func sent(_ ssrc: UInt32) -> [SentPacket] {
        sent.filter { $0.header.ssrc == ssrc }
    }

    /// The sender reports of one stream.
    func reports(_ ssrc: UInt32) -> [SenderReport] {
        compounds.flatMap(readRTCP).compactMap {
            if case .senderReport(let report) = $0, report.ssrc == ssrc { report } else { nil }
        }
    }
}

/// All packets of a compound, which must be whole.
func readRTCP(_ compound: [UInt8]) -> [RTCPPacket] {
    var packets: [RTCPPacket] = []
    var reader = RTCPReader(compound.span)
    while let packet = reader.next() { packets.append(packet) }
    precondition(reader.error == nil, "what leaves can be read")
    return packets
}
