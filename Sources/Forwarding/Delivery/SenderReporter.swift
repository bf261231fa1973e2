// SPDX-License-Identifier: Apache-2.0

import RTP

/// Decides when one subscription's sender reports go: soon after its first packet, at once when the source of the
/// clock mapping changes, and each second (RFC 3550 §6.4.1).
struct SenderReporter {
    private var last: MonotonicTime?
    private var mapping = Int.min

    /// Whether a report is due that would rest on `mapping`.
    func isDue(mapping: Int, now: MonotonicTime) -> Bool {
        guard let last, mapping == self.mapping else { return true }
        return now.milliseconds(since: last) >= Limits.reportMilliseconds
    }

    /// Notes that a report went.
    mutating func sent(mapping: Int, now: MonotonicTime) {
        last = now
        self.mapping = mapping
    }

    /// Notes that the subscription continues with a new source: its next report goes at once.
    mutating func sourceChanged() {
        last = nil
    }
}
