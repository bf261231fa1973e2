// SPDX-License-Identifier: Apache-2.0

import RTP

/// The bytes behind a span.
extension Span where Element == UInt8 {
    /// A copy.
    var bytes: [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(count)
        for index in indices { copy.append(self[index]) }
        return copy
    }
}

/// A head for one packet.
func head(
    _ sequenceNumber: UInt16,
    ssrc: UInt32,
    extensions: [(UInt8, [UInt8])] = [],
    prefix: [UInt8] = [],
    payloadType: UInt8 = 96,
    timestamp: UInt32 = 0
) -> PacketHead {
    var head = PacketHead()
    head.begin(
        marker: false, payloadType: payloadType, sequenceNumber: sequenceNumber, timestamp: timestamp,
        ssrc: ssrc
    )
    for (id, data) in extensions { head.appendExtension(id: id, data.span) }
    head.endHeader()
    for byte in prefix { head.appendPayload(byte) }
    return head
}
