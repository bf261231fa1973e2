// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// A publisher's Opus stream, packet by packet.
struct AudioSource {
    var ssrc: UInt32 = 0xB1
    var sequenceNumber: UInt16 = 100
    var timestamp: UInt32 = 7_000
    var extensions: [(id: UInt8, bytes: [UInt8])] = []
    var mark: UInt32 = 0

    /// The next packet, of 20 ms.
    mutating func packet() -> [UInt8] {
        var packet = RTPPacketFixture()
        packet.ssrc = ssrc
        packet.payloadType = 111
        packet.sequenceNumber = sequenceNumber
        packet.timestamp = timestamp
        packet.extensions = extensions
        mark += 1
        packet.payload = [0x78] + (0..<4).map { UInt8(truncatingIfNeeded: mark >> (24 - 8 * UInt32($0))) }
        sequenceNumber &+= 1
        timestamp &+= 960
        return packet.bytes
    }
}
