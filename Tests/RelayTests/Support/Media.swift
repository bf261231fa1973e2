// SPDX-License-Identifier: Apache-2.0

import RTP

/// A packet's content: behind what the relay may rewrite, each packet says whose, which and when it is.
struct Content: Hashable {
    /// Whose: random per publisher.
    var mark: UInt32
    /// Which of its stream's packets, from 0.
    var serial: UInt32
    /// When its frame was captured, in microseconds of the publisher's clock.
    var capture: Int64

    private static let count = 16

    /// Writes it to the start of a payload's own bytes, followed by `filler` bytes that depend on it.
    func append(to payload: inout [UInt8], filler: Int) {
        for shift in stride(from: 24, through: 0, by: -8) {
            payload.append(UInt8(truncatingIfNeeded: mark >> shift))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            payload.append(UInt8(truncatingIfNeeded: serial >> shift))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            payload.append(UInt8(truncatingIfNeeded: capture >> shift))
        }
        var state = mark ^ serial &* 0x9E37_79B9
        for _ in 0..<filler {
            state = state &* 1_664_525 &+ 1_013_904_223
            payload.append(UInt8(truncatingIfNeeded: state >> 24))
        }
    }

    init(mark: UInt32, serial: UInt32, capture: Int64) {
        self.mark = mark
        self.serial = serial
        self.capture = capture
    }

    /// Reads it at `offset` of a payload; nil if there is no room.
    init?(_ payload: [UInt8], at offset: Int) {
        guard payload.count >= offset + Self.count else { return nil }
        func number(_ start: Int, _ count: Int) -> UInt64 {
            payload[offset + start..<offset + start + count].reduce(0) { $0 << 8 | UInt64($1) }
        }
        mark = UInt32(truncatingIfNeeded: number(0, 4))
        serial = UInt32(truncatingIfNeeded: number(4, 4))
        capture = Int64(bitPattern: number(8, 8))
    }
}

/// Where things lie in the payloads that the tests send.
enum PayloadLayout {
    /// The VP8 descriptor with a picture id of 15 bits (RFC 7741 §4.2), which the relay rewrites.
    static let descriptorCount = 4
    /// The content of a VP8 packet: behind descriptor and frame tag.
    static let videoContent = 5
    /// The content of an Opus packet: behind the TOC byte.
    static let audioContent = 1
}

/// What a publisher sends at its place in time.
struct OutgoingPacket {
    var marker: Bool
    var timestamp: UInt32
    var payload: [UInt8]
}
