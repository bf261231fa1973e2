// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Shows once a second how the watch of a room goes.
final class MembersDisplay: Sendable {
    private let clients: [MemberClient]
    private let seconds: Int
    private let phase = Mutex("joining")

    init(_ clients: [MemberClient], seconds: Int) {
        self.clients = clients
        self.seconds = seconds
    }

    /// Names the part of the watch that begins.
    func enter(_ name: String) {
        phase.withLock { $0 = name }
    }

    /// Shows until the task is cancelled.
    func run() async {
        var display = LiveDisplay()
        let clock = ContinuousClock()
        let start = clock.now
        var next = start
        while true {
            next += .seconds(1)
            guard (try? await clock.sleep(until: next)) != nil else { break }
            let time = Figure.whole((clock.now - start).seconds) + " s"
            let (phase, counts) = (phase.withLock { $0 }, counts)
            display.show([(time, phase), ("members", counts)], line: "\(time)  \(phase)  \(counts)")
        }
        display.clear()
    }

    private var counts: String {
        let states = clients.map(\.state)
        return
            "\(states.count { $0.isIn }) of \(clients.count) in the room, \(states.count { $0.answers > 0 }) answered an "
            + "offer, \(states.count { $0.failure != nil }) failed, \(states.count { $0.isEjected }) ejected"
    }
}
