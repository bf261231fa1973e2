// SPDX-License-Identifier: Apache-2.0

import RTP

/// Decides which of the packets that a subscriber asks for again it gets: each at most once a round trip, all
/// together at most a fifth of its bitrate (hardening: a request of 16 bytes must not cost 17 packets for ever).
struct NACKResponder {
    private struct Resend {
        var sequence: Int64 = .min
        var at = MonotonicTime(nanoseconds: 0)
    }

    /// At sequence modulo the capacity; empty until the first request, since most subscribers never ask.
    private var resends: [Resend] = []
    /// Bytes that may be sent again now; below zero by one packet at most.
    private var credit = Limits.resendBurstBytes
    private var sentBytesBefore: UInt64 = 0

    /// Why the packet `sequence` is not sent again now; nil if it is, which is then noted and must be charged.
    /// `sentBytes` is what the subscription has been sent so far, resends not counted.
    mutating func refusal(
        of sequence: Int64, sentBytes: UInt64, roundTripMilliseconds: Int64, now: MonotonicTime
    ) -> DropReason? {
        if resends.isEmpty { resends = [Resend](repeating: Resend(), count: Limits.resends) }
        let place = Int(truncatingIfNeeded: sequence) & (Limits.resends - 1)
        if resends[place].sequence == sequence,
            now.milliseconds(since: resends[place].at) < roundTripMilliseconds
        {
            return .resendTooSoon
        }
        let earned = Int64(clamping: (sentBytes &- sentBytesBefore) / Limits.resendShare)
        credit = min(credit + min(earned, 2 * Limits.resendBurstBytes), Limits.resendBurstBytes)
        sentBytesBefore = sentBytes
        guard credit > 0 else { return .resendOverBudget }
        resends[place] = Resend(sequence: sequence, at: now)
        return nil
    }

    /// Takes `count` bytes that were sent again off what may be.
    mutating func charge(_ count: Int) {
        credit -= Int64(count)
    }
}
