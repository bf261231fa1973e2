// SPDX-License-Identifier: Apache-2.0

public import RTP

/// A broadcast on another worker than its publisher's: fed with the same packets in the same order, it numbers and
/// caches them for its own subscribers. Only keyframe requests go back; all other feedback is the publisher's worker's.
extension Broadcast {
    /// The publication's tracks, with the SSRCs that were learnt so far, as a replica needs them that begins midway;
    /// empty if nobody publishes.
    public var configurations: [TrackConfiguration] {
        publication?.demultiplexer.learned ?? []
    }

    /// Does what is due on a replica: moves replays on, and hands the slots that need a keyframe to `request`.
    public func pollReplica(now: MonotonicTime, request: (Int) -> Void) {
        advanceReplays(now: now)
        guard let publication else { return }
        for track in publication.tracks where track.takeKeyframeRequest(now: now) { request(track.slot) }
    }

    /// Wants a keyframe of the track in `slot` on behalf of a replica, together with whoever else does.
    public func requestKeyframe(slot: Int, now: MonotonicTime) {
        guard tracks.indices.contains(slot) else { return }
        tracks[slot].replicaWants(now: now)
    }
}
