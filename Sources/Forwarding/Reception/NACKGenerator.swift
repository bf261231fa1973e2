// SPDX-License-Identifier: Apache-2.0

import RTP

/// Asks a publisher for packets that are missing (RFC 4585 §6.2.1): after a short grace, then once a round trip.
///
/// Bounded in number, age and attempts by ``Limits``. The round trip is measured on what comes back.
struct NACKGenerator {
    private struct Missing {
        var sequence: Int64
        var noticed: MonotonicTime
        var asked: MonotonicTime
        var attempts: Int

        func isHopeless(spacing: Int64, now: MonotonicTime) -> Bool {
            now.milliseconds(since: noticed) >= Limits.nackMilliseconds
                || (attempts >= Limits.nackAttempts && now.milliseconds(since: asked) >= spacing)
        }

        func isDue(spacing: Int64, now: MonotonicTime) -> Bool {
            guard attempts > 0 else { return now.milliseconds(since: noticed) >= Limits.reorderMilliseconds }
            return attempts < Limits.nackAttempts && now.milliseconds(since: asked) >= spacing
        }
    }

    /// In rising order of sequence.
    private var missing: [Missing] = []
    private var roundTripMicroseconds: Int64 = Limits.roundTripMilliseconds * 1_000
    /// Sequence numbers asked for, repetitions included.
    private(set) var asked: UInt64 = 0

    /// Packets that are still hoped for.
    var count: Int { missing.count }

    /// Notes a gap; false if it is too wide to be filled, and then all hope for older packets is given up.
    mutating func note(_ gap: Range<Int64>, now: MonotonicTime) -> Bool {
        guard missing.count + gap.count <= Limits.missingPackets else {
            missing.removeAll(keepingCapacity: true)
            return false
        }
        for sequence in gap {
            missing.append(Missing(sequence: sequence, noticed: now, asked: now, attempts: 0))
        }
        return true
    }

    /// Strikes out a packet that arrived after all; true if it had been asked for.
    mutating func received(_ sequence: Int64, now: MonotonicTime) -> Bool {
        guard let index = missing.firstIndex(where: { $0.sequence == sequence }) else { return false }
        let attempts = missing[index].attempts
        // A packet that was asked for twice doesn't tell which request it answers (Karn's rule).
        if attempts == 1 {
            let sample = min(max(now.microseconds(since: missing[index].asked), 0), 1_000_000)
            roundTripMicroseconds += (sample - roundTripMicroseconds) / 8
        }
        missing.remove(at: index)
        return attempts > 0
    }

    /// Appends the numbers that are due to `due`, and gives up those that are too old.
    mutating func poll(now: MonotonicTime, due: inout [UInt16]) {
        guard !missing.isEmpty else { return }
        let spacing = spacing
        missing.removeAll { $0.isHopeless(spacing: spacing, now: now) }
        for index in missing.indices where missing[index].isDue(spacing: spacing, now: now) {
            missing[index].asked = now
            missing[index].attempts += 1
            asked += 1
            due.append(UInt16(truncatingIfNeeded: missing[index].sequence))
        }
    }

    /// A round trip and a quarter, in milliseconds.
    private var spacing: Int64 {
        let bounds = Limits.nackSpacingMilliseconds
        return min(max(roundTripMicroseconds * 5 / 4_000, bounds.lowerBound), bounds.upperBound)
    }
}
