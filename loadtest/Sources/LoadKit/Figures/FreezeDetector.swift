// SPDX-License-Identifier: Apache-2.0

import RTP

/// Counts how often a stream brought no new frame for a while: a viewer sees the picture stand.
struct FreezeDetector {
    /// What viewers notice, unless frames are further apart anyway.
    private static let noticeableMilliseconds: Int64 = 200
    /// A stream may skip as many frames.
    private static let frames: Int64 = 3

    private let limit: Int64
    private var timestamps = TimestampUnwrapper()
    private var newest: Int64?
    private var last: MonotonicTime?
    private var past = 0

    /// - Parameter framesPerSecond: of the stream.
    init(framesPerSecond: Int) {
        limit = max(Self.noticeableMilliseconds, Self.frames * 1_000 / Int64(framesPerSecond))
    }

    /// Notes a packet by its RTP timestamp; the first of each frame counts.
    mutating func note(_ timestamp: UInt32, _ now: MonotonicTime) {
        let time = timestamps.unwrap(timestamp)
        if let newest, time <= newest { return }
        newest = time
        if isFrozen(now) { past += 1 }
        last = now
    }

    /// Freezes so far, the present one included.
    func count(_ now: MonotonicTime) -> Int {
        past + (isFrozen(now) ? 1 : 0)
    }

    private func isFrozen(_ now: MonotonicTime) -> Bool {
        last.map { now.milliseconds(since: $0) > limit } ?? false
    }
}
