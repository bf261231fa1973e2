// SPDX-License-Identifier: Apache-2.0

import RTP

/// The sending time within a synthetic payload: a mark of 4 bytes, then nanoseconds of the monotonic clock.
///
/// Both ends share the process and so the clock; the difference is the way through the relay.
enum PayloadStamp {
    /// Behind the Opus TOC byte.
    static let audioOffset = 1
    /// Behind the VP8 descriptor and the frame tag.
    static let videoOffset = 7

    private static let mark: [UInt8] = [0x4C, 0x57, 0x4C, 0x44]
    private static let count = 12

    /// Writes `time` if there is room.
    static func write(_ time: MonotonicTime, into payload: inout [UInt8], at offset: Int) {
        guard payload.count >= offset + count else { return }
        for index in mark.indices { payload[offset + index] = mark[index] }
        for index in 0..<8 {
            payload[offset + 4 + index] = UInt8(truncatingIfNeeded: time.nanoseconds >> (56 - 8 * index))
        }
    }

    /// The time that was written at `offset`; nil if there is no mark.
    static func read(_ payload: Span<UInt8>, at offset: Int) -> MonotonicTime? {
        guard payload.count >= offset + count else { return nil }
        for index in mark.indices where payload[offset + index] != mark[index] { return nil }
        var nanoseconds: Int64 = 0
        for index in 0..<8 { nanoseconds = nanoseconds << 8 | Int64(payload[offset + 4 + index]) }
        return MonotonicTime(nanoseconds: nanoseconds)
    }
}
