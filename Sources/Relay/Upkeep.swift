// SPDX-License-Identifier: Apache-2.0

import RTP
import Transport

/// A worker's regular work while it has peers: feedback to publishers every turn, RTCP of subscribers
/// in slices, and the search for peers that fell silent once a second.
final class Upkeep {
    private unowned let core: WorkerCore
    private var timer: LoopTimer?
    private var turn = 0
    /// Subscribers by slice, so that the reports of thousands don't leave in one turn.
    private var slices: [[Subscriber]] = Array(repeating: [], count: Limits.subscriberSlices)
    private var nextSlice = 0
    private var uplinks: [Uplink] = []

    init(core: WorkerCore) {
        self.core = core
        timer = core.loop.scheduleRepeating(milliseconds: Limits.upkeepMilliseconds) { [unowned self] in
            takeTurn()
        }
    }

    /// Looks after a connected subscriber from now on.
    func add(_ subscriber: Subscriber) {
        slices[nextSlice].append(subscriber)
        nextSlice = (nextSlice + 1) % slices.count
    }

    /// Looks after a connected uplink from now on.
    func add(_ uplink: Uplink) {
        uplinks.append(uplink)
    }

    /// Ends the turns.
    func stop() {
        timer?.cancel()
        timer = nil
    }

    private func takeTurn() {
        let now = core.now
        turn += 1
        for hosted in core.broadcasts.values { hosted.poll(now: now) }
        uplinks.removeAll { $0.isEnded }
        for uplink in uplinks { uplink.poll(now: now) }
        pollSlice(turn % slices.count, now: now)
        if turn % (1_000 / Limits.upkeepMilliseconds) == 0 { endSilentPeers(now: now) }
    }

    private func pollSlice(_ slice: Int, now: MonotonicTime) {
        slices[slice].removeAll { $0.isEnded }
        for subscriber in slices[slice] { subscriber.poll(now: now) }
    }

    /// A connected publisher sends media or reports all the time (RFC 3550 §6.2), so silence means it is gone.
    private func endSilentPeers(now: MonotonicTime) {
        var silent: [PeerID] = []
        for (id, peer) in core.peers {
            switch peer {
            case .publisher(let publisher):
                let silence = now.milliseconds(since: publisher.lastReceived)
                guard publisher.isConnected, silence > Limits.publisherSilenceSeconds * 1_000 else {
                    continue
                }
                silent.append(id)
            case .undecided(let undecided):
                if now > undecided.deadline { silent.append(id) }
            case .receiver(let receiver):
                if !receiver.isAnswered, now > receiver.deadline { silent.append(id) }
            case .subscriber, .uplink:
                // Their consent to send expires (RFC 7675).
                break
            }
        }
        for id in silent { core.end(id, .timeout) }
    }
}
