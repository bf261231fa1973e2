// SPDX-License-Identifier: Apache-2.0

/// A publisher's VP8 as it arrives: packets of one size, ten a frame, the first frame a keyframe.
///
/// One packet's bytes, numbered anew in place, so that making it costs next to nothing.
struct PublishedVideo {
    static let ssrc: UInt32 = 0xA1
    static let payloadType: UInt8 = 96
    static let packetsPerFrame = 10
    /// Bytes of the fixed header and of the payload descriptor (RFC 3550 §5.1, RFC 7741 §4.2).
    private static let headerBytes = 12
    private static let descriptorBytes = 6

    /// The packet that arrives next.
    private(set) var packet: [UInt8]
    private var index = 0

    /// Packets with so many bytes of payload, descriptor included.
    init(payloadBytes: Int) {
        packet = [UInt8](repeating: 0xA5, count: Self.headerBytes + payloadBytes)
        packet[0] = 0x80
        write(Self.ssrc, at: 8)
        // X; I, L and T: a picture id of 15 bits, TL0PICIDX, a temporal layer.
        packet[Self.headerBytes + 1] = 0xE0
        packet[Self.headerBytes + 5] = 0x20
        number()
    }

    /// Makes the next packet.
    mutating func advance() {
        index += 1
        number()
    }

    /// The timestamp of the packet that arrives next: 30 frames a second.
    var timestamp: UInt32 { UInt32(truncatingIfNeeded: index / Self.packetsPerFrame * 3_000) }

    private mutating func number() {
        let (frame, place) = index.quotientAndRemainder(dividingBy: Self.packetsPerFrame)
        let isLast = place == Self.packetsPerFrame - 1
        packet[1] = (isLast ? 0x80 : 0) | Self.payloadType
        packet[2] = UInt8(truncatingIfNeeded: index >> 8)
        packet[3] = UInt8(truncatingIfNeeded: index)
        write(timestamp, at: 4)
        let payload = Self.headerBytes
        packet[payload] = place == 0 ? 0x90 : 0x80
        packet[payload + 2] = 0x80 | UInt8(truncatingIfNeeded: frame >> 8 & 0x7F)
        packet[payload + 3] = UInt8(truncatingIfNeeded: frame)
        packet[payload + 4] = UInt8(truncatingIfNeeded: frame)
        // RFC 6386 §9.1: the first bit of a frame is 0 in a keyframe.
        packet[payload + Self.descriptorBytes] = frame == 0 ? 0 : 1
    }

    private mutating func write(_ word: UInt32, at offset: Int) {
        for place in 0..<4 {
            packet[offset + place] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * place))
        }
    }
}
