// SPDX-License-Identifier: Apache-2.0

import RTP

/// What a synthetic payload carries behind its codec's header: a stamp, and bytes that follow from the stamp.
///
/// The stamp is a mark of 4 bytes, the sending time of 8 (nanoseconds of the monotonic clock, different for each packet)
/// and the payload's length of 2. Both ends share the process and so the clock; the difference is the way through the
/// relay. Whoever has the stamp can tell each byte behind it.
enum PayloadStamp {
    /// What a payload turns out to be.
    enum Verdict: Equatable {
        /// Sent by us at that time, each byte as it was sent.
        case intact(MonotonicTime)
        /// Not as anything that we sent.
        case corrupt
    }

    /// Behind the Opus TOC byte.
    static let audioOffset = 1
    /// Behind the VP8 descriptor and the frame tag; a relay may rewrite the picture id in front of it.
    static let videoOffset = 7
    /// Bytes that a payload has at least.
    static let leastBytes = videoOffset + count

    private static let mark: [UInt8] = [0x4C, 0x57, 0x4C, 0x44]
    private static let count = 14

    /// Writes the stamp of `time` at `offset`, and behind it what follows from it.
    static func write(_ time: MonotonicTime, into payload: inout [UInt8], at offset: Int) {
        precondition(payload.count >= offset + count, "a synthetic payload has room for its stamp")
        for index in mark.indices { payload[offset + index] = mark[index] }
        for index in 0..<8 {
            payload[offset + 4 + index] = UInt8(truncatingIfNeeded: time.nanoseconds >> (56 - 8 * index))
        }
        payload[offset + 12] = UInt8(truncatingIfNeeded: payload.count >> 8)
        payload[offset + 13] = UInt8(truncatingIfNeeded: payload.count)
        var bytes = StampBytes(time)
        for index in (offset + count)..<payload.count { payload[index] = bytes.next() }
    }

    /// Checks every byte from `offset` on.
    static func check(_ payload: Span<UInt8>, at offset: Int) -> Verdict {
        guard payload.count >= offset + count else { return .corrupt }
        for index in mark.indices where payload[offset + index] != mark[index] { return .corrupt }
        guard Int(payload.uint16(at: offset + 12)) == payload.count else { return .corrupt }
        let time = MonotonicTime(nanoseconds: Int64(truncatingIfNeeded: payload.uint64(at: offset + 4)))
        var bytes = StampBytes(time)
        for index in (offset + count)..<payload.count where payload[index] != bytes.next() { return .corrupt }
        return .intact(time)
    }
}

/// The bytes that follow from a stamp.
private struct StampBytes {
    private var source: SplitMix64
    private var word: UInt64 = 0
    private var left = 0

    init(_ time: MonotonicTime) {
        source = SplitMix64(seed: UInt64(bitPattern: time.nanoseconds))
    }

    mutating func next() -> UInt8 {
        if left == 0 {
            word = source.next()
            left = 8
        }
        left -= 1
        defer { word >>= 8 }
        return UInt8(truncatingIfNeeded: word)
    }
}
