// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Says yes once a period, however often it is asked.
final class RareFlag: Sendable {
    private let period: Duration
    private let start = ContinuousClock.now
    /// Nanoseconds since the start at which it says yes again.
    private let next = Atomic<Int64>(0)

    /// A flag that has not been raised yet.
    init(every period: Duration) {
        self.period = period
    }

    /// Whether the last yes is a period ago.
    func raise() -> Bool {
        let now = (ContinuousClock.now - start).wholeNanoseconds
        let due = next.load(ordering: .relaxed)
        guard now >= due else { return false }
        let (isOurs, _) = next.compareExchange(
            expected: due, desired: now + period.wholeNanoseconds, ordering: .relaxed
        )
        return isOurs
    }
}
