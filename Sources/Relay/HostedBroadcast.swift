// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP
import Transport

/// A broadcast's name on this worker: who publishes it now, and who watches.
///
/// The publisher's worker is the broadcast's home. On other workers that have subscribers it is a replica, fed by a pipe.
///
/// It outlives its publications: subscribers stay while the publisher is away, and play on when one is back. It is
/// forgotten when neither a publisher nor a subscriber nor an unanswered counter-offer is left.
final class HostedBroadcast {
    let key: BroadcastKey
    let broadcast: Broadcast
    /// Whose media is forwarded. Set at the answer if nobody was there before, else once the new one connects. Nil
    /// on a replica.
    private(set) var current: Publisher?
    /// The pipe that feeds a replica; nil on the publisher's worker, the broadcast's home.
    var inlet: PipeInlet?
    /// The pipes to workers that have subscribers, too.
    var outlets: [PipeOutlet] = []
    /// The programmes on this worker that show it, or may.
    var taps: [ProgrammeSource] = []
    /// What feeds it if it is a programme itself, and this its worker.
    weak var programme: Programme?
    /// Whether the broadcast has packets that leave at the end of this wake-up.
    var isCollecting = false
    /// Publishers that were answered and have not ended, the current one included.
    var publisherCount = 0
    /// Subscribers that were answered and have not ended.
    var subscriberCount = 0
    /// Viewers that were made a counter-offer of it, or receivers that want it, and have neither agreed nor ended.
    var undecidedCount = 0

    init(key: BroadcastKey, clock: NTPClock) {
        self.key = key
        broadcast = Broadcast(clock: clock)
    }

    /// What the current publisher sends; empty without one.
    var descriptions: [TrackDescription] {
        current?.descriptions ?? inlet?.publication?.descriptions ?? programme?.descriptions ?? []
    }

    /// Whether there is a publisher, here, at the other end of the pipe, or of what the programme shows.
    var isPublished: Bool { current != nil || inlet?.publication != nil || programme?.isPublished ?? false }

    /// Whether media of the current publisher arrives.
    var isLive: Bool { current?.isLive ?? inlet?.publication?.isLive ?? programme?.isLive ?? false }

    /// Whether its packets are those of another broadcast here or on another worker, which counts them.
    var isCopy: Bool { inlet != nil || programme != nil }

    /// Whether nothing refers to the name any more.
    var isUnused: Bool {
        publisherCount == 0 && subscriberCount == 0 && undecidedCount == 0 && outlets.isEmpty
            && taps.isEmpty && programme == nil && (inlet?.announced ?? 0) == 0
    }

    /// The publication as other workers must know it; nil if nobody publishes.
    var publication: PipedPublication? {
        guard inlet == nil, isPublished else { return nil }
        return PipedPublication(
            tracks: broadcast.configurations, descriptions: descriptions, isLive: isLive
        )
    }

    /// Makes `publisher` the one whose media is forwarded.
    ///
    /// - Returns: the subscriptions that can't follow because the codec of their track changed.
    func adopt(_ publisher: Publisher, now: MonotonicTime) -> [Subscription] {
        current = publisher
        let stranded = broadcast.beginPublication(
            publisher.tracks,
            feedbackSSRC: publisher.feedbackSSRC,
            now: now
        )
        for outlet in outlets { outlet.begin() }
        for tap in taps { tap.didBegin(now: now) }
        return stranded
    }

    /// Has tracks of another broadcast forwarded, here or on another worker. Feedback is that one's home's business; a
    /// copy's only wish is a keyframe.
    ///
    /// - Returns: the subscriptions that can't follow because the codec of their track changed.
    func begin(_ tracks: [TrackConfiguration], now: MonotonicTime) -> [Subscription] {
        let stranded = broadcast.beginPublication(tracks.map(\.copied), feedbackSSRC: 0, now: now)
        for outlet in outlets { outlet.begin() }
        for tap in taps { tap.didBegin(now: now) }
        return stranded
    }

    /// Brings the publication in line with what its publisher agreed on anew.
    ///
    /// - Returns: the subscriptions that can't follow because the codec of their track changed.
    func revise(now: MonotonicTime) -> [Subscription] {
        guard let current else { return [] }
        return change(current.tracks, now: now)
    }

    /// As ``begin(_:now:)``, but what stays goes on undisturbed.
    func revise(_ tracks: [TrackConfiguration], now: MonotonicTime) -> [Subscription] {
        change(tracks.map(\.copied), now: now)
    }

    private func change(_ tracks: [TrackConfiguration], now: MonotonicTime) -> [Subscription] {
        let stranded = broadcast.revisePublication(tracks, now: now)
        for outlet in outlets { outlet.revise() }
        for tap in taps { tap.didRevise(now: now) }
        return stranded
    }

    /// Takes in a packet of the current publisher, for the subscribers here, at the end of the wake-up, and on other
    /// workers.
    func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        for outlet in outlets { outlet.sendRTP(packet, now: now) }
        broadcast.collectRTP(packet, now: now)
        for tap in taps { tap.receiveRTP(packet, now: now) }
    }

    /// Takes in a compound of the current publisher.
    func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        for outlet in outlets { outlet.sendRTCP(compound, now: now) }
        broadcast.receiveRTCP(compound, now: now)
        for tap in taps { tap.receiveRTCP(compound, now: now) }
    }

    /// Tells the other workers, and the programmes that show it, that media has come.
    func didGoLive() {
        for outlet in outlets { outlet.goLive() }
        for tap in taps { tap.didGoLive() }
    }

    /// Sends the feedback that is due to the publisher, and goes on with replays.
    func poll(now: MonotonicTime) {
        if let inlet {
            broadcast.pollReplica(now: now) { inlet.requestKeyframe(slot: $0) }
        } else if let programme {
            programme.poll(now: now)
        } else if let transport = current?.session.transport {
            broadcast.poll(now: now) { transport.sendRTCP($0) }
        }
    }

    /// Notes that `publisher` is gone; nothing happens if it was not the current one.
    func release(_ publisher: Publisher, now: MonotonicTime) {
        guard current === publisher else { return }
        current = nil
        endPublication(now: now)
    }

    /// Nobody publishes any more; who watches waits.
    func endPublication(now: MonotonicTime) {
        broadcast.endPublication(now: now)
        for outlet in outlets { outlet.end() }
        for tap in taps { tap.didEnd(now: now) }
    }
}

extension TrackConfiguration {
    /// As it is agreed on with nobody here.
    fileprivate var copied: TrackConfiguration {
        var copy = self
        copy.feedback = []
        return copy
    }
}
