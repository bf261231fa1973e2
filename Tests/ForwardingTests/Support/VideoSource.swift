// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport

/// A publisher's VP8 stream, packet by packet; each packet's payload ends with a number of its own.
struct VideoSource {
    var ssrc: UInt32 = 0xA1
    var sequenceNumber: UInt16 = 65_530
    var timestamp: UInt32 = 4_294_960_000
    var pictureID: UInt16 = 32_760
    var layerIndex: UInt8 = 250
    var isPictureIDLong = true
    var payloadType: UInt8 = 96
    var extensions: [(id: UInt8, bytes: [UInt8])] = []
    /// What the payload ends with.
    var mark: UInt32 = 0

    /// The packets of the next frame, 33 ms after the one before.
    mutating func frame(isKey: Bool = false, packets count: Int = 3) -> [[UInt8]] {
        let packets = (0..<count).map { index in
            packet(isFirst: index == 0, isKey: isKey, marker: index == count - 1)
        }
        timestamp &+= 2_970
        pictureID = (pictureID + 1) & (isPictureIDLong ? 0x7FFF : 0x7F)
        layerIndex &+= 1
        return packets
    }

    /// A packet that is all padding.
    mutating func padding() -> [UInt8] {
        var packet = fixture()
        packet.paddingCount = 200
        return packet.bytes
    }

    private mutating func packet(isFirst: Bool, isKey: Bool, marker: Bool) -> [UInt8] {
        var packet = fixture()
        packet.marker = marker
        packet.payload = [isFirst ? 0x90 : 0x80, 0xE0]
        packet.payload +=
            isPictureIDLong
            ? [0x80 | UInt8(pictureID >> 8), UInt8(pictureID & 0xFF)] : [UInt8(pictureID & 0x7F)]
        packet.payload += [layerIndex, 0x20, isKey ? 0 : 1]
        packet.payload += nextMark()
        return packet.bytes
    }

    private mutating func fixture() -> RTPPacketFixture {
        var packet = RTPPacketFixture()
        packet.ssrc = ssrc
        packet.payloadType = payloadType
        packet.sequenceNumber = sequenceNumber
        packet.timestamp = timestamp
        packet.extensions = extensions
        sequenceNumber &+= 1
        return packet
    }

    private mutating func nextMark() -> [UInt8] {
        mark += 1
        return (0..<4).map { UInt8(truncatingIfNeeded: mark >> (24 - 8 * UInt32($0))) }
    }
}

/// The number that a packet's payload ends with; 0 in one without payload.
func mark(of packet: SentPacket) -> UInt32 {
    packet.payload.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
}
