// SPDX-License-Identifier: Apache-2.0

import RTP

/// The gaps of one stream that a viewer asks to have filled (RFC 4585 §6.2.1), and what became of them.
struct NACKLog {
    private struct Gap {
        let number: Int64
        var timesAsked = 0
        /// The first time a gap is found, then each time it is asked for.
        var changed: MonotonicTime
    }

    /// Gaps asked for at the same time at most; more than these is no loss but an outage.
    static let most = 1_024
    /// How often a number is asked for.
    static let tries = 10
    /// How long an answer may take.
    static let retryMilliseconds: Int64 = 100

    private var gaps: [Gap] = []
    /// Numbers asked for, each time counted.
    private(set) var asked = 0
    private(set) var recovered = 0
    /// Numbers given up.
    private(set) var givenUp = 0

    /// Numbers that were neither recovered nor given up so far.
    var open: Int { gaps.count }

    /// Notes numbers that were passed over.
    mutating func miss(_ missing: Range<Int64>, _ now: MonotonicTime) {
        for number in missing {
            guard gaps.count < Self.most else {
                givenUp += Int(missing.upperBound - number)
                return
            }
            gaps.append(Gap(number: number, changed: now))
        }
    }

    /// Notes a late arrival, and tells whether it was asked for.
    mutating func fill(_ number: Int64) -> Bool {
        guard let index = gaps.firstIndex(where: { $0.number == number }) else { return false }
        let wasAsked = gaps.remove(at: index).timesAsked > 0
        recovered += wasAsked ? 1 : 0
        return wasAsked
    }

    /// The numbers to ask for now, ascending. Gives up what was asked for too often.
    mutating func due(_ now: MonotonicTime) -> [UInt16] {
        guard !gaps.isEmpty else { return [] }
        let before = gaps.count
        gaps.removeAll { $0.timesAsked >= Self.tries && Self.isOverdue($0, now) }
        givenUp += before - gaps.count
        var due: [UInt16] = []
        for index in gaps.indices where gaps[index].timesAsked == 0 || Self.isOverdue(gaps[index], now) {
            gaps[index].timesAsked += 1
            gaps[index].changed = now
            due.append(UInt16(truncatingIfNeeded: gaps[index].number))
        }
        asked += due.count
        return due
    }

    private static func isOverdue(_ gap: Gap, _ now: MonotonicTime) -> Bool {
        now.milliseconds(since: gap.changed) >= retryMilliseconds
    }
}
