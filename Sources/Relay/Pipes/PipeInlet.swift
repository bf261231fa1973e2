// SPDX-License-Identifier: Apache-2.0

import Transport

/// The end of a pipe on a subscriber's worker: what makes a broadcast a replica. Its worker's thread only.
final class PipeInlet {
    let id: PipeID
    let home: MediaWorker
    /// What the home worker's broadcast publishes; nil while nobody does.
    var publication: PipedPublication?
    /// How often the home worker opened the pipe, as far as we know.
    var openings: UInt64
    /// Subscribers that were announced and have not asked yet.
    var announced = 0

    init(id: PipeID, home: MediaWorker, openings: UInt64) {
        self.id = id
        self.home = home
        self.openings = openings
    }

    /// Asks the home worker for a keyframe.
    func requestKeyframe(slot: Int) {
        let (id, home) = (id, home)
        home.loop.post { home.assumeIsolated { $0.requestKeyframe(id, slot: slot) } }
    }

    /// Tells the home worker that nobody here needs the broadcast.
    func close() {
        let (id, home, openings) = (id, home, openings)
        home.loop.post { home.assumeIsolated { $0.closePipe(id, openings: openings) } }
    }
}
