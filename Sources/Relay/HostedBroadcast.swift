// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

/// A broadcast's name on this worker: who publishes it now, and who watches.
///
/// It outlives its publications: subscribers stay while the publisher is away, and play on when one is back. It is
/// forgotten when neither a publisher nor a subscriber nor an unanswered counter-offer is left.
final class HostedBroadcast {
    let key: BroadcastKey
    let broadcast: Broadcast
    /// Whose media is forwarded. Set at the answer if nobody was there before, else once the new one connects.
    private(set) var current: Publisher?
    /// Publishers that were answered and have not ended, the current one included.
    var publisherCount = 0
    /// Subscribers that were answered and have not ended.
    var subscriberCount = 0
    /// Viewers that were made a counter-offer of it and have neither answered nor ended.
    var undecidedCount = 0

    init(key: BroadcastKey, clock: NTPClock) {
        self.key = key
        broadcast = Broadcast(clock: clock)
    }

    /// What the current publisher sends; empty without one.
    var descriptions: [TrackDescription] { current?.descriptions ?? [] }

    /// Whether media of the current publisher arrives.
    var isLive: Bool { current?.isLive ?? false }

    /// Whether nothing refers to the name any more.
    var isUnused: Bool { publisherCount == 0 && subscriberCount == 0 && undecidedCount == 0 }

    /// Makes `publisher` the one whose media is forwarded.
    ///
    /// - Returns: the subscriptions that can't follow because the codec of their track changed.
    func adopt(_ publisher: Publisher, now: MonotonicTime) -> [Subscription] {
        current = publisher
        return broadcast.beginPublication(
            publisher.tracks,
            feedbackSSRC: publisher.feedbackSSRC,
            now: now
        )
    }

    /// Sends the feedback that is due to the publisher, and goes on with replays.
    func poll(now: MonotonicTime) {
        guard let transport = current?.session.transport else { return }
        broadcast.poll(now: now) { transport.sendRTCP($0) }
    }

    /// Notes that `publisher` is gone; nothing happens if it was not the current one.
    func release(_ publisher: Publisher, now: MonotonicTime) {
        guard current === publisher else { return }
        current = nil
        broadcast.endPublication(now: now)
    }
}
