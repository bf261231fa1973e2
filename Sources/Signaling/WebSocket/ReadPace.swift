// SPDX-License-Identifier: Apache-2.0

import NIOWebSocket

/// How fast one client may send: frames by count, which is an offence beyond the limit, and bytes, which are
/// read more slowly then.
struct ReadPace {
    private let limits: SocketLimits
    private var frames: TokenBucket
    private var bytes: ByteBudget

    /// The pace of a client that has sent nothing yet.
    init(_ limits: SocketLimits, now: Duration = .zero) {
        self.limits = limits
        frames = TokenBucket(now: now)
        bytes = ByteBudget(limits.bytes, now: now)
    }

    /// Counts a frame; throws if it is one too many.
    mutating func count(_ frame: WebSocketFrame, now: Duration) throws(SocketViolation) {
        bytes.spend(frame.length, now: now)
        if frames.take(limits.frames, now: now) != nil {
            throw .tooFast
        }
    }

    /// The time until more may be read, nil if that is now.
    func wait(now: Duration) -> Duration? {
        bytes.wait(now: now)
    }
}
