// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A tap on a broadcast that a programme shows or may show, on the programme's worker.
///
/// Holds its broadcast, and has its packets come here if its home is elsewhere, until it is ``close()``d.
final class ProgrammeSource {
    let hosted: HostedBroadcast
    /// What of it isn't shown, whatever becomes of it.
    private(set) var held: HeldTracks
    /// When a packet last came, to within a turn of the upkeep; nil before. Of its picture if it has one, else its sound; of
    /// what is held, too.
    private(set) var lastHeard: MonotonicTime?

    private unowned let programme: Programme
    private unowned let core: WorkerCore
    /// How many packets had come when it was last looked at.
    private var count: UInt64
    /// The keyframe that had begun before it was waited for, so that what follows is none to begin with.
    private var known: Int64?

    init(_ hosted: HostedBroadcast, of programme: Programme, core: WorkerCore) {
        self.hosted = hosted
        self.programme = programme
        self.core = core
        held = HeldTracks(hosted.key, audio: false, video: false)
        count = hosted.broadcast.telling?.packetCount ?? 0
        hosted.taps.append(self)
    }

    /// Lets go of the broadcast.
    func close() {
        hosted.taps.removeAll { $0 === self }
        core.forgetIfUnused(hosted)
    }

    // MARK: - Time

    /// Notes whether packets have come since the last turn.
    func listen(now: MonotonicTime) {
        guard let track = hosted.broadcast.telling, track.packetCount != count else { return }
        count = track.packetCount
        lastHeard = now
    }

    /// It goes on air: its silence counts from now on.
    func didGoOnAir(now: MonotonicTime) {
        lastHeard = now
    }

    /// Whether it has been silent for too long to be shown.
    func isSilent(now: MonotonicTime) -> Bool {
        guard hosted.isPublished, let lastHeard else { return true }
        return now.milliseconds(since: lastHeard) >= Limits.programmeSilenceMilliseconds
    }

    // MARK: - What is held

    /// Passes on nothing of these tracks of it, and all of the others.
    func hold(_ tracks: HeldTracks) {
        held = tracks
    }

    /// Whether a packet that its broadcast has just taken in may be shown.
    func shows(_ packet: Span<UInt8>) -> Bool {
        guard held.audio || held.video else { return true }
        guard let kind = hosted.broadcast.kind(of: packet) else { return false }
        return !held.holds(kind)
    }

    // MARK: - Keyframes

    /// Waits for its next keyframe, unless nobody is to see it.
    func awaitKeyframe(now: MonotonicTime) {
        known = hosted.broadcast.published(.video)?.freshKeyframe
        requestKeyframe(now: now)
    }

    /// Wants a keyframe, together with the broadcast's own viewers, unless nobody is to see it.
    func requestKeyframe(now: MonotonicTime) {
        guard !held.video, let video = hosted.broadcast.published(.video) else { return }
        hosted.broadcast.requestKeyframe(slot: video.slot, now: now)
    }

    /// Whether its viewers can begin with the packet that was just taken in; with sound alone they always can.
    var beginsHere: Bool {
        guard !held.video, let video = hosted.broadcast.published(.video) else { return true }
        guard let keyframe = video.freshKeyframe else { return false }
        return keyframe != known
    }

    // MARK: - What becomes of the broadcast, by its worker

    func receiveRTP(_ packet: Span<UInt8>, now: MonotonicTime) {
        programme.receiveRTP(packet, from: self, now: now)
    }

    func receiveRTCP(_ compound: Span<UInt8>, now: MonotonicTime) {
        programme.receiveRTCP(compound, from: self, now: now)
    }

    func didBegin(now: MonotonicTime) {
        programme.didBegin(self, now: now)
    }

    func didRevise(now: MonotonicTime) {
        programme.didRevise(self, now: now)
    }

    func didGoLive() {
        programme.didGoLive(self)
    }

    func didEnd(now: MonotonicTime) {
        programme.didEnd(self, now: now)
    }
}

extension Broadcast {
    /// The track whose silence tells that the publisher has stopped.
    fileprivate var telling: Track? { published(.video) ?? published(.audio) }
}
