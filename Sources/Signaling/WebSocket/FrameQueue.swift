// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Frames in a row.
struct FrameQueue {
    /// Capacity that an emptied queue keeps: none, for thousands of idle clients.
    private static let keptCapacity = 16

    /// Frames from ``next`` on; those before were taken.
    private var frames: [ByteBuffer] = []
    private var next = 0
    /// Bytes that wait.
    private(set) var byteCount = 0

    /// Frames that wait.
    var count: Int { frames.count - next }

    /// Adds a frame at the end.
    mutating func append(_ frame: ByteBuffer) {
        frames.append(frame)
        byteCount += frame.readableBytes
    }

    /// The next frames, of `most` bytes together or a little more.
    mutating func take(_ most: Int) -> ArraySlice<ByteBuffer> {
        var end = next
        var bytes = 0
        while end < frames.count, bytes < most {
            bytes += frames[end].readableBytes
            end += 1
        }
        let taken = frames[next..<end]
        next = end
        byteCount -= bytes
        if next == frames.count {
            clear()
        } else if next >= frames.count / 2 {
            frames.removeFirst(next)
            next = 0
        }
        return taken
    }

    /// Drops what waits.
    mutating func clear() {
        frames.removeAll(keepingCapacity: frames.capacity <= Self.keptCapacity)
        next = 0
        byteCount = 0
    }
}
