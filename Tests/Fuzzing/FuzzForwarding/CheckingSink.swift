// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A subscriber that insists on packets that can be read.
final class CheckingSink: PacketSink {
    override func send(_ head: PacketHeadView, payload: Span<UInt8>) {
        guard let header = try? RTPHeader(head.span) else {
            preconditionFailure("a head that leaves can be read")
        }
        let headerCount = head.headerCount
        precondition(header.headerCount == headerCount, "what follows the header is payload")
        precondition(header.csrcCount == 0 && header.paddingCount == 0, "nothing else is in the header")
    }

    override func resend(_ head: PacketHeadView, payload: Span<UInt8>) {
        send(head, payload: payload)
    }

    override func sendRTCP(_ compound: Span<UInt8>) {
        var reader = RTCPReader(compound)
        while reader.next() != nil {}
        let error = reader.error
        precondition(error == nil, "a compound that leaves can be read")
    }
}
