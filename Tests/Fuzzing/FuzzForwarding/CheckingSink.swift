// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A subscriber that insists on packets that can be read, and on never more than one packet under one number: AES-GCM
/// must not seal two (RFC 7714 §8.1).
final class CheckingSink: PacketSink {
    /// A number of a stream, extended as SRTP does it.
    private struct Place: Hashable {
        var ssrc: UInt32
        var number: Int64
    }

    private var sent: [Place: [UInt8]] = [:]
    private var numbers: [UInt32: SequenceUnwrapper] = [:]

    /// Streams of the same names begin anew.
    func forget() {
        sent.removeAll()
        numbers.removeAll()
    }

    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        let header = read(head)
        let number = numbers[header.ssrc, default: SequenceUnwrapper()].unwrap(header.sequenceNumber)
        note(bytes(head, payload), at: Place(ssrc: header.ssrc, number: number))
    }

    override func resend(_ head: PacketHeadView, payload: Span<UInt8>) {
        let header = read(head)
        let number = numbers[header.ssrc, default: SequenceUnwrapper()].peek(header.sequenceNumber)
        // A straggler may leave this way first: it came after its number was asked for.
        note(bytes(head, payload), at: Place(ssrc: header.ssrc, number: number))
    }

    private func note(_ packet: [UInt8], at place: Place) {
        let previous = sent.updateValue(packet, forKey: place)
        precondition(previous == nil || previous == packet, "two packets under one number")
    }

    override func sendRTCP(_ compound: Span<UInt8>) {
        var reader = RTCPReader(compound)
        while reader.next() != nil {}
        let error = reader.error
        precondition(error == nil, "a compound that leaves can be read")
    }

    private func read(_ head: PacketHeadView) -> RTPHeader {
        guard let header = try? RTPHeader(head.span) else {
            preconditionFailure("a head that leaves can be read")
        }
        let headerCount = head.headerCount
        precondition(header.headerCount == headerCount, "what follows the header is payload")
        precondition(header.csrcCount == 0 && header.paddingCount == 0, "nothing else is in the header")
        return header
    }

    private func bytes(_ head: PacketHeadView, _ payload: Span<UInt8>) -> [UInt8] {
        let span = head.span
        return span.indices.map { span[$0] } + payload.indices.map { payload[$0] }
    }
}
