// SPDX-License-Identifier: Apache-2.0

extension WorkerCore {
    /// Has a programme, which is made if need be, show `onAir`, and `standby` take over from it, without what is held.
    func setProgramme(
        _ key: BroadcastKey, onAir: BroadcastKey, standby: [BroadcastKey], held: [HeldTracks]
    ) {
        let programme = programmes[key] ?? makeProgramme(key)
        programme.set(hosted(onAir), standby: standby.map { hosted($0) }, held: held)
        arrived(for: [onAir] + standby)
    }

    /// Has a programme show nothing of these tracks of its sources; does nothing if it is gone.
    func setHeld(_ held: [HeldTracks], programme key: BroadcastKey) {
        programmes[key]?.hold(held, now: now)
    }

    /// Ends a programme; does nothing if it is gone.
    func endProgramme(_ key: BroadcastKey) {
        guard let programme = programmes.removeValue(forKey: key) else { return }
        programme.end()
        forgetIfUnused(programme.hosted)
        stopUpkeepIfIdle()
    }

    private func makeProgramme(_ key: BroadcastKey) -> Programme {
        let programme = Programme(hosted(key), core: self)
        programmes[key] = programme
        startUpkeep()
        return programme
    }
}
