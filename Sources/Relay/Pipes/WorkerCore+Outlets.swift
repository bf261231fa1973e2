// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import Transport

/// The home worker's side of pipes: its publishers' packets go to every worker that has subscribers.
extension WorkerCore {
    /// Announces a subscriber of that broadcast to `target`, over a pipe that is made if need be, and so is the broadcast.
    func openPipe(
        _ key: BroadcastKey,
        from home: MediaWorker,
        to target: MediaWorker,
        takingHome: Bool
    ) {
        let hosted = hosted(key)
        guard hosted.inlet == nil else { return }
        let known = hosted.outlets.first { $0.writer.target === target }
        (known ?? makeOutlet(hosted, target)).open(from: home, takingHome: takingHome)
    }

    /// The other end's subscribers need a keyframe.
    func requestKeyframe(_ pipe: PipeID, slot: Int) {
        outlets[pipe]?.hosted.broadcast.requestKeyframe(slot: slot, now: now)
    }

    /// The other end needs nothing any more, unless the pipe was opened again meanwhile.
    func closePipe(_ pipe: PipeID, openings: UInt64) {
        guard let outlet = outlets[pipe], outlet.openings == openings else { return }
        outlets[pipe] = nil
        let hosted = outlet.hosted
        hosted.outlets.removeAll { $0 === outlet }
        forgetIfUnused(hosted)
    }

    /// Hands the other workers what this wake-up brought for them.
    func flushPipes() {
        for writer in writers { writer.flush() }
    }

    private func makeOutlet(_ hosted: HostedBroadcast, _ target: MediaWorker) -> PipeOutlet {
        let outlet = PipeOutlet(id: nextPipe(), hosted: hosted, writer: writer(to: target))
        hosted.outlets.append(outlet)
        outlets[outlet.id] = outlet
        return outlet
    }

    private func writer(to target: MediaWorker) -> PipeWriter {
        if let known = writers.first(where: { $0.target === target }) { return known }
        let fresh = PipeWriter(target: target)
        writers.append(fresh)
        return fresh
    }
}
