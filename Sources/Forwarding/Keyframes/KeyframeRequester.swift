// SPDX-License-Identifier: Apache-2.0

import RTP

/// Asks a publisher for keyframes, for all subscriptions of a track together.
///
/// The first request goes at once; none follows while it is outstanding. Unanswered, it is repeated after 500 ms; after
/// two of those a full intra request goes along; then the pauses double. Joins and losses each cause at most one
/// keyframe per their interval in ``Limits``; what is asked for in between waits. So a source is asked twice a second at
/// most, whoever wishes what.
struct KeyframeRequester {
    /// What makes a keyframe necessary.
    enum Cause {
        /// A subscription begins, or continues with a new source.
        case join
        /// A subscriber lost too much to go on.
        case loss
    }

    /// What to send now.
    struct Action: Equatable {
        /// Whether a full intra request goes along with the picture loss indication.
        var isFullIntra: Bool
        /// The command sequence number of a full intra request (RFC 5104 §4.3.1.1).
        var command: UInt8
    }

    /// When the next request goes; nil if none is wanted or outstanding.
    private var due: MonotonicTime?
    private var attempts = 0
    private var lastKeyframe: MonotonicTime?
    private var command: UInt8 = 0

    /// Whether a keyframe is wanted.
    var isPending: Bool { due != nil }

    /// Wants a keyframe.
    mutating func request(_ cause: Cause, now: MonotonicTime) {
        let earliest = max(now, lastKeyframe?.advanced(milliseconds: spacing(cause)) ?? now)
        guard let due else {
            self.due = earliest
            attempts = 0
            command &+= 1
            return
        }
        // Outstanding ones keep their rhythm; one that still waits may go earlier.
        if attempts == 0 { self.due = min(due, earliest) }
    }

    /// Notes that a keyframe begins, which answers every request so far.
    mutating func keyframeStarted(now: MonotonicTime) {
        lastKeyframe = now
        due = nil
        attempts = 0
    }

    /// Forgets what was asked of an earlier source.
    mutating func sourceChanged() {
        due = nil
        attempts = 0
        lastKeyframe = nil
    }

    /// What is due, if anything; `isAwaited` says whether a subscription still waits for a keyframe.
    mutating func poll(isAwaited: Bool, now: MonotonicTime) -> Action? {
        guard let due, now >= due else { return nil }
        guard isAwaited || attempts < Limits.keyframeAttempts else {
            self.due = nil
            return nil
        }
        attempts += 1
        self.due = now.advanced(milliseconds: pause(after: attempts))
        // The same request repeated keeps its command number (RFC 5104 §4.3.1.2).
        return Action(isFullIntra: attempts > 2, command: command)
    }

    private func spacing(_ cause: Cause) -> Int64 {
        switch cause {
        case .join: Limits.joinKeyframeMilliseconds
        case .loss: Limits.lossKeyframeMilliseconds
        }
    }

    private func pause(after attempts: Int) -> Int64 {
        let doublings = min(max(attempts - 3, 0), 5)
        return min(Limits.keyframeAnswerMilliseconds << Int64(doublings), Limits.keyframeBackOffMilliseconds)
    }
}
