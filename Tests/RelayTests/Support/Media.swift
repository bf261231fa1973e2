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

/// A packet's place in its frame.
struct FramePlace {
    var isFirst = true
    var isLast = true
    var isKeyframe = false
    /// The frame's number.
    var picture: UInt16 = 0
}

/// How the payloads begin that the tests send: with what a relay must know. ``Content`` follows.
enum PayloadLayout {
    /// The VP8 descriptor with a picture id of 15 bits (RFC 7741 §4.2), which the relay rewrites.
    static let descriptorCount = 4

    /// Where the content lies; the same in all packets of a codec.
    static func contentOffset(_ codec: CodecKind) -> Int {
        beginning(codec, FramePlace()).count
    }

    /// How many bytes of a payload are the relay's to rewrite.
    static func rewrittenCount(_ codec: CodecKind) -> Int {
        codec == .vp8 ? descriptorCount : 0
    }

    /// What stands before the content of a packet.
    static func beginning(_ codec: CodecKind, _ place: FramePlace) -> [UInt8] {
        let picture = (
            UInt8(truncatingIfNeeded: place.picture >> 8 & 0x7F), UInt8(truncatingIfNeeded: place.picture)
        )
        let ends: UInt8 = (place.isFirst ? 0x80 : 0) | (place.isLast ? 0x40 : 0)
        switch codec {
        case .pcmu, .pcma, .g722: return []
        case .opus:
            // RFC 6716 §3.1: a stereo CELT frame of 20 ms, full band.
            return [0xFC]
        case .vp8:
            // X and I set; then the frame tag of RFC 6386 §9.1.
            let startsKeyframe = place.isFirst && place.isKeyframe
            return [
                place.isFirst ? 0x90 : 0x80, 0x80, 0x80 | picture.0, picture.1, startsKeyframe ? 0x10 : 0x11,
            ]
        case .vp9:
            // RFC 9628 §4.2: I set, P unless it is a keyframe, B and E at its ends; a picture id of 15 bits.
            return [0x80 | (place.isKeyframe ? 0 : 0x40) | ends >> 4, 0x80 | picture.0, picture.1]
        case .h264:
            // A fragment (FU-A, RFC 6184 §5.8) of an IDR or another slice, whose first_mb_in_slice is 0.
            return [0x7C, ends | (place.isKeyframe ? 5 : 1), 0x88]
        case .h265:
            // A fragment (FU, RFC 7798 §4.4.3) of an IDR_W_RADL or TRAIL_R slice, the first of its picture.
            return [0x62, 0x01, ends | (place.isKeyframe ? 19 : 1), 0xAF]
        case .av1: return av1Beginning(place)
        }
    }

    /// The aggregation header (AV1 RTP specification §4.4). In a frame's first packet a sequence header, or metadata,
    /// of one byte, and a frame that goes on in the next; Z and W = 1 in those that follow.
    private static func av1Beginning(_ place: FramePlace) -> [UInt8] {
        let goesOn: UInt8 = place.isLast ? 0 : 0x40
        guard place.isFirst else { return [0x80 | goesOn | 0x10, 1, 2, 3] }
        return [goesOn | 0x20 | (place.isKeyframe ? 0x08 : 0), 1, place.isKeyframe ? 0x08 : 0x28, 0x30]
    }
}

/// What a publisher sends at its place in time.
struct OutgoingPacket {
    var marker: Bool
    var timestamp: UInt32
    var payload: [UInt8]
}
