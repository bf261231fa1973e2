// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The newest frame of each series, for a reader that may skip some.
struct LatestFrames {
    /// The series that have a frame, from the one on that waits for longest.
    private var order: [LatestSlot] = []
    private var frames: [LatestSlot: ByteBuffer] = [:]
    /// Bytes that wait.
    private(set) var byteCount = 0

    /// Frames that wait.
    var count: Int { order.count }

    /// Puts a frame in the place of an older one of its series. Beyond `most` bytes the series that wait for
    /// longest are skipped.
    mutating func put(_ frame: ByteBuffer, _ slot: LatestSlot, most: Int) {
        if let old = frames.updateValue(frame, forKey: slot) {
            byteCount -= old.readableBytes
        } else {
            order.append(slot)
        }
        byteCount += frame.readableBytes
        while byteCount > most, order.count > 1 {
            // The newest of all stays: it is what this reader can be told.
            guard let skipped = order.first(where: { $0 != slot }) else { break }
            drop(skipped)
        }
    }

    /// The frame that waits for longest.
    mutating func take() -> ByteBuffer? {
        guard let slot = order.first, let frame = frames[slot] else { return nil }
        drop(slot)
        return frame
    }

    /// Drops what waits.
    mutating func clear() {
        self = LatestFrames()
    }

    private mutating func drop(_ slot: LatestSlot) {
        order.removeAll { $0 == slot }
        byteCount -= frames.removeValue(forKey: slot)?.readableBytes ?? 0
    }
}
