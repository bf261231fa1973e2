// SPDX-License-Identifier: Apache-2.0

/// A programme that was set up: what it is about, and the newest wish.
struct ProgrammePlace {
    /// What it shows or may show.
    var sources: [BroadcastKey] = []
    /// The wish's number.
    var wish: UInt64 = 0
}

/// Programmes: broadcasts whose source is another broadcast, which changes under the eyes of their viewers.
extension Relay {
    /// Has the broadcast `programme` show `onAir`, or the first of `standby` if that is nil, from its next keyframe on;
    /// with nothing on air before, from when it is published. Until then what was on air goes on.
    ///
    /// When what is on air ends or is silent for a second, the first of `standby` that sends takes over by itself, and
    /// stays until the next wish. ``RelayEvent/programme(_:onAir:)`` tells each change. With neither `onAir` nor `standby`
    /// the programme ends; its viewers wait.
    ///
    /// Of what is held nothing is shown, not a packet, and no keyframe is asked for. A source whose picture is held goes on air
    /// at once, with its sound.
    ///
    /// - Parameters:
    ///   - programme: a name that nobody publishes.
    ///   - onAir: what it is to show.
    ///   - standby: what takes over, in this order.
    ///   - held: as in ``setHeld(_:programme:)``.
    /// - Throws: ``RelayError``; then nothing has changed.
    public func setProgramme(
        _ programme: BroadcastKey,
        onAir: BroadcastKey?,
        standby: [BroadcastKey],
        held: [HeldTracks] = []
    ) async throws(RelayError) {
        guard !isShuttingDown else { throw .shuttingDown }
        guard let wished = onAir ?? standby.first else { return await endProgramme(programme) }
        let others = standby.filter { $0 != wished }
        let sources = [wished] + others
        try check(programme, sources)
        let (worker, wish) = hold(programme, sources)
        await openPipes(sources, to: worker, keeping: true)
        // Whatever overtook this one says what the programme is now.
        guard programmes[programme]?.wish == wish else { return await worker.letGo(sources) }
        await worker.setProgramme(programme, onAir: wished, standby: others, held: held)
        settle(programme, sources, wish)
    }

    /// Has `programme` show nothing of these tracks of what it shows or may show, and all of the others of the same
    /// broadcasts. Of broadcasts that are not named stays held what was; of new ones nothing is.
    ///
    /// Nothing is switched by it. A picture that is let go while it is on air goes on with a keyframe, which is asked for. Does
    /// nothing if there is no such programme.
    public func setHeld(_ held: [HeldTracks], programme: BroadcastKey) async {
        guard programmes[programme] != nil, let home = placement.home(of: programme) else { return }
        await workers[home].setHeld(held, programme: programme)
    }

    private func check(_ programme: BroadcastKey, _ sources: [BroadcastKey]) throws(RelayError) {
        guard Set(sources).count == sources.count else { throw .unusable("A stand-by is named twice.") }
        guard sources.count <= Limits.programmeSources else {
            throw .unusable("A programme has at most \(Limits.programmeSources) sources.")
        }
        guard !sources.contains(programme), !sources.contains(where: { programmes[$0] != nil }) else {
            throw .unusable("A programme can't show a programme.")
        }
    }

    /// Notes that a programme is to have these sources, beside those that it may still show: its worker, and the wish's
    /// number.
    private func hold(_ key: BroadcastKey, _ sources: [BroadcastKey]) -> (MediaWorker, wish: UInt64) {
        let known = programmes[key]
        let fresh = sources.filter { known?.sources.contains($0) != true }
        let worker = placement.holdProgramme(key, isNew: known == nil, of: fresh)
        programmeWishes += 1
        programmes[key] = ProgrammePlace(sources: (known?.sources ?? []) + fresh, wish: programmeWishes)
        return (workers[worker], programmeWishes)
    }

    /// A programme has these sources and no others now, unless there is a newer wish.
    private func settle(_ key: BroadcastKey, _ sources: [BroadcastKey], _ wish: UInt64) {
        guard let place = programmes[key], place.wish == wish else { return }
        placement.release(place.sources.filter { !sources.contains($0) })
        programmes[key]?.sources = sources
    }

    private func endProgramme(_ key: BroadcastKey) async {
        guard let place = programmes.removeValue(forKey: key), let home = placement.home(of: key) else {
            return
        }
        await workers[home].endProgramme(key)
        placement.release(place.sources + [key])
    }
}
