// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Counts what the clients of a signalling load see, whatever loop they are on.
final class SignallingTally: Sendable {
    /// One message, from the moment it is sent.
    struct Round: Sendable {
        let sent: NIODeadline
        /// Clients that got it …
        var reached = 0
        /// … and the last of them.
        var last: NIODeadline

        /// Until the last of them got it.
        var microseconds: Int64 { (last - sent).nanoseconds / 1_000 }
    }

    /// The counts at one moment.
    struct Counts: Sendable {
        /// Clients that began to connect.
        var asked = 0
        var joined = 0
        /// Were in the room, and lost their socket before the end.
        var lost = 0
        /// Did not come in: how often for which reason.
        var refusals: [String: Int] = [:]
        /// Messages that were no JSON object.
        var misunderstood = 0
        /// From before the connection until the welcome.
        var greeting = Histogram()
        /// From the join request to its reply.
        var joining = Histogram()
        var rounds: [Round] = []
        /// From sending to each receipt.
        var delivery = Histogram()

        /// Those that were neither let in nor refused so far.
        var waiting: Int { asked - joined - refusals.values.reduce(0, +) }
        /// In the room now.
        var present: Int { joined - lost }
    }

    private let state = Mutex(Counts())
    private let isEnding = Atomic(false)

    var counts: Counts { state.withLock { $0 } }

    func ask() {
        state.withLock { $0.asked += 1 }
    }

    func greeted(after time: TimeAmount) {
        state.withLock { $0.greeting.add(microseconds: time.nanoseconds / 1_000) }
    }

    func joined(after time: TimeAmount) {
        state.withLock {
            $0.joined += 1
            $0.joining.add(microseconds: time.nanoseconds / 1_000)
        }
    }

    func refused(_ reason: String) {
        state.withLock { $0.refusals[reason, default: 0] += 1 }
    }

    func misunderstood() {
        state.withLock { $0.misunderstood += 1 }
    }

    /// A message is about to be sent.
    func sent(at now: NIODeadline) {
        state.withLock { $0.rounds.append(Round(sent: now, last: now)) }
    }

    /// A client got the message of a round.
    func received(_ round: Int, at now: NIODeadline) {
        state.withLock { counts in
            guard counts.rounds.indices.contains(round) else { return }
            counts.rounds[round].reached += 1
            counts.rounds[round].last = max(counts.rounds[round].last, now)
            counts.delivery.add(microseconds: (now - counts.rounds[round].sent).nanoseconds / 1_000)
        }
    }

    /// The socket of a client in the room ended.
    func lost() {
        guard !isEnding.load(ordering: .relaxed) else { return }
        state.withLock { $0.lost += 1 }
    }

    /// From now on sockets end because we end them.
    func end() {
        isEnding.store(true, ordering: .relaxed)
    }
}
