// SPDX-License-Identifier: Apache-2.0

/// The requests that are held until something goes live (W16), each resumed exactly once.
struct WaitingViewers {
    private var continuations:
        [UInt64: (target: WatchTarget, continuation: CheckedContinuation<Void, Never>)] = [:]
    private var nextTicket: UInt64 = 0

    /// How many there are.
    var count: Int { continuations.count }

    /// A ticket for one more.
    mutating func newTicket() -> UInt64 {
        nextTicket += 1
        return nextTicket
    }

    /// Holds a request until its ticket, or what it waits for, comes up.
    mutating func hold(
        _ target: WatchTarget, _ ticket: UInt64, _ continuation: CheckedContinuation<Void, Never>
    ) {
        continuations[ticket] = (target, continuation)
    }

    /// Resumes the holder of `ticket`, unless that has been done.
    mutating func resume(_ ticket: UInt64) {
        continuations.removeValue(forKey: ticket)?.continuation.resume()
    }

    /// Resumes everybody who waits for one of these.
    mutating func resume(for targets: WatchTarget...) {
        for (ticket, holder) in continuations where targets.contains(holder.target) {
            resume(ticket)
        }
    }

    /// Resumes everybody.
    mutating func resumeAll() {
        for ticket in continuations.keys {
            resume(ticket)
        }
    }
}
