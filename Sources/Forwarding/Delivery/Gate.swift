// SPDX-License-Identifier: Apache-2.0

/// Which of a track's packets a subscription gets as they arrive.
///
///     before it began | already replayed, so a straggler passes | replay brings it | live
///                   first                                     live            (nothing above while replaying)
struct Gate {
    /// The first packet it got; above all numbers while the gate is closed.
    private(set) var first: Int64 = .max
    /// Packets from here on are left to the replay; above all numbers when the subscription is live.
    var replayFrom: Int64 = .max

    /// Whether the subscription waits for a packet to begin with.
    var isClosed: Bool { first == .max }

    /// Begins with the packet `number`; with `isReplay` the cache brings it and those after it.
    mutating func open(at number: Int64, isReplay: Bool) {
        first = number
        replayFrom = isReplay ? number : .max
    }

    /// Waits for another beginning.
    mutating func close() {
        first = .max
        replayFrom = .max
    }
}
