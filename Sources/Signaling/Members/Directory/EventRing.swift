// SPDX-License-Identifier: Apache-2.0

/// The events that a client may not have got yet, for when it comes back after a lost socket.
///
/// Events are numbered from 1 by counting on both sides, so that the same bytes go to everybody. What a client
/// confirms (`pong`) is forgotten: of one that is there the ring is all but empty.
struct EventRing: Sendable {
    /// The number of the newest event.
    private(set) var last: UInt64 = 0
    private(set) var kept: [MemberEvent] = []
    /// What the kept ones weigh together.
    private(set) var weight = 0

    /// Numbers and keeps an event; the oldest go when there is no room.
    mutating func append(_ event: MemberEvent, _ limits: MemberLimits) {
        last += 1
        kept.append(event)
        weight += event.weight
        while kept.count > limits.eventsKept || weight > limits.eventBytesKept, !kept.isEmpty {
            // A quarter at once: moving the others up for each event would cost a thousand moves each time.
            forget(max(1, kept.count / 4))
        }
    }

    /// Forgets what the client has: everything up to `number`.
    mutating func confirm(_ number: UInt64) {
        let first = last - UInt64(kept.count)
        guard number > first, number <= last else { return }
        forget(Int(number - first))
    }

    /// The events after `number`; nil if they are not all there.
    func after(_ number: UInt64) -> ArraySlice<MemberEvent>? {
        guard number <= last, last - number <= UInt64(kept.count) else { return nil }
        return kept.suffix(Int(last - number))
    }

    /// Forgets everything: the client gets the state instead.
    mutating func clear() {
        kept = []
        weight = 0
    }

    private mutating func forget(_ count: Int) {
        guard count < kept.count else { return clear() }
        weight -= kept.prefix(count).reduce(0) { $0 + $1.weight }
        kept.removeFirst(count)
    }
}
