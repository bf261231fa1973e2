// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP

/// A broadcast whose source is another broadcast: the one that is on air.
///
/// To its subscribers a change of source is what a change of publisher is to those of a broadcast. The source on air goes on
/// until the next one's next keyframe, and then sound and picture change together. When it ends, or is silent for
/// ``Limits/programmeSilenceMilliseconds``, the first stand-by that sends takes over at once, and stays.
///
/// What of a source is held never comes in, so nobody can be sent it. The tracks are there all the same: subscribers agree on
/// them, and wait.
///
/// Lives on the programme's worker; its core owns it.
final class Programme {
    /// The programme's own name, whose subscribers watch it.
    let hosted: HostedBroadcast

    private unowned let core: WorkerCore
    /// When it was set up: with nothing on air, its silence counts from here.
    private let start: MonotonicTime
    /// Whose media is shown, or was shown last. It is gone on with when it comes back and nothing took its place.
    private var onAir: ProgrammeSource?
    /// What goes on air with its next keyframe, or as soon as it is published if there is nothing to go on with.
    private var next: ProgrammeSource?
    /// Who takes over by themselves, the first first.
    private var standby: [ProgrammeSource] = []

    init(_ hosted: HostedBroadcast, core: WorkerCore) {
        self.hosted = hosted
        self.core = core
        start = core.now
        hosted.programme = self
    }

    /// What is shown.
    var descriptions: [TrackDescription] { onAir?.hosted.descriptions ?? [] }

    /// Whether something is shown.
    var isPublished: Bool { hosted.broadcast.isPublishing }

    /// Whether media of it arrives.
    var isLive: Bool { isPublished && onAir?.hosted.isLive ?? false }

    /// Has `wished` go on air, and `others` stand by, without what is held of them.
    func set(_ wished: HostedBroadcast, standby others: [HostedBroadcast], held: [HeldTracks]) {
        let before = sources
        let source = { (hosted: HostedBroadcast) in
            before.first { $0.hosted === hosted } ?? ProgrammeSource(hosted, of: self, core: self.core)
        }
        let chosen = source(wished)
        standby = others.map(source)
        next = chosen === onAir ? nil : chosen
        for old in before where !sources.contains(where: { $0 === old }) { old.close() }
        hold(held, now: core.now)
        next?.awaitKeyframe(now: core.now)
        beginIfIdle(now: core.now)
    }

    /// Shows nothing of these tracks of its sources, and all of the others of those that are named.
    func hold(_ held: [HeldTracks], now: MonotonicTime) {
        for source in sources {
            guard let tracks = held.first(where: { $0.key == source.hosted.key }) else { continue }
            hold(tracks, of: source, now: now)
        }
    }

    /// Shows nothing any more. Its subscribers wait, as without a publisher.
    func end() {
        hosted.programme = nil
        let before = sources
        (onAir, next, standby) = (nil, nil, [])
        for source in before { source.close() }
        hosted.endPublication(now: core.now)
    }

    // MARK: - Time

    /// Asks for the keyframes that are due, and looks whether the source on air still sends.
    func poll(now: MonotonicTime) {
        for source in sources { source.listen(now: now) }
        hosted.broadcast.pollReplica(now: now) { _ in onAir?.requestKeyframe(now: now) }
        next?.requestKeyframe(now: now)
        if isSilent(now: now) { replace(now: now) }
    }

    private func isSilent(now: MonotonicTime) -> Bool {
        if let onAir { return onAir.isSilent(now: now) }
        return now.milliseconds(since: start) >= Limits.programmeSilenceMilliseconds
    }

    /// Goes on with whoever sends, if anybody does.
    private func replace(now: MonotonicTime) {
        let candidates = (next.map { [$0] } ?? []) + standby
        let heir = candidates.first { $0 !== onAir && !$0.isSilent(now: now) }
        if let heir { begin(heir, now: now) }
    }

    // MARK: - What its sources tell

    func receiveRTP(_ packet: Span<UInt8>, from source: ProgrammeSource, now: MonotonicTime) {
        if source === next, source.beginsHere { begin(source, now: now) }
        guard source === onAir, source.shows(packet) else { return }
        hosted.receiveRTP(packet, now: now)
        core.didCollect(hosted)
    }

    func receiveRTCP(_ compound: Span<UInt8>, from source: ProgrammeSource, now: MonotonicTime) {
        guard source === onAir else { return }
        hosted.receiveRTCP(compound, now: now)
    }

    /// Somebody publishes `source` now, perhaps in another's place.
    func didBegin(_ source: ProgrammeSource, now: MonotonicTime) {
        if source === onAir { return begin(source, now: now) }
        if source === next { source.awaitKeyframe(now: now) }
        beginIfIdle(now: now)
    }

    /// The publisher of `source` sends other tracks now.
    func didRevise(_ source: ProgrammeSource, now: MonotonicTime) {
        guard source === onAir else { return }
        let stranded = hosted.revise(source.hosted.broadcast.configurations, now: now)
        core.report(.programme(hosted.key, onAir: source.hosted.key))
        core.endSubscribers(holding: stranded)
    }

    /// The first media of `source` came.
    func didGoLive(_ source: ProgrammeSource) {
        if source === onAir { hosted.didGoLive() }
    }

    /// Nobody publishes `source` any more.
    func didEnd(_ source: ProgrammeSource, now: MonotonicTime) {
        guard source === onAir else { return }
        hosted.endPublication(now: now)
        replace(now: now)
        beginIfIdle(now: now)
        if !isPublished { core.report(.programme(hosted.key, onAir: nil)) }
    }

    // MARK: - Private

    /// Each once.
    private var sources: [ProgrammeSource] {
        var sources: [ProgrammeSource] = []
        for source in [onAir, next].compactMap({ $0 }) + standby
        where !sources.contains(where: { $0 === source }) {
            sources.append(source)
        }
        return sources
    }

    private func hold(_ tracks: HeldTracks, of source: ProgrammeSource, now: MonotonicTime) {
        let before = source.held
        source.hold(tracks)
        if source === onAir, isPublished {
            restart(source, now: now) { kind in tracks.holds(kind) && !before.holds(kind) }
        }
        guard before.video, !tracks.video else { return }
        if source === next { source.awaitKeyframe(now: now) }
        if source === onAir { source.requestKeyframe(now: now) }
    }

    /// Has the tracks of these kinds begin anew with what comes next of them, a picture with a keyframe; the others go on. So
    /// what was shown before can't be shown again to who comes now, and numbers go on where they were.
    private func restart(_ source: ProgrammeSource, now: MonotonicTime, _ isMeant: (MediaKind) -> Bool) {
        let tracks = source.hosted.broadcast.configurations
        let others = tracks.filter { !isMeant($0.kind) }
        guard others.count < tracks.count else { return }
        core.endSubscribers(holding: hosted.revise(others, now: now) + hosted.revise(tracks, now: now))
    }

    /// With nothing to go on with, there is no keyframe to wait for: viewers can come, and each begins as with any
    /// broadcast.
    private func beginIfIdle(now: MonotonicTime) {
        guard !isPublished, let next, next.hosted.isPublished else { return }
        begin(next, now: now)
    }

    /// Shows `source` from now on.
    private func begin(_ source: ProgrammeSource, now: MonotonicTime) {
        let former = onAir
        onAir = source
        if next === source { next = nil }
        source.didGoOnAir(now: now)
        let stranded = hosted.begin(source.hosted.broadcast.configurations, now: now)
        if let former, !sources.contains(where: { $0 === former }) { former.close() }
        core.report(.programme(hosted.key, onAir: source.hosted.key))
        core.endSubscribers(holding: stranded)
    }
}
