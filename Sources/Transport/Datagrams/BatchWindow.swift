// SPDX-License-Identifier: Apache-2.0

/// How long datagrams may wait for others of the same peer, so that they leave in fewer messages: not at all while the
/// loop has time to spare, 1 or 2 ms when it hasn't. Pure; times in nanoseconds.
struct BatchWindow: Equatable {
    /// The window now, in milliseconds, 0…2.
    private(set) var milliseconds = 0
    private var start: Int64?
    private var idleAtStart: UInt64 = 0

    /// Notes how long the loop has slept in all; looks at the load about every
    /// ``TransportLimits/loadPeriodMilliseconds``.
    mutating func note(idle: UInt64, now: Int64) {
        guard let start else {
            self.start = now
            idleAtStart = idle
            return
        }
        let period = now &- start
        guard period >= TransportLimits.loadPeriodMilliseconds * 1_000_000 else { return }
        let slept = Int64(clamping: idle &- idleAtStart)
        milliseconds = Self.window(busyPercent: 100 - 100 * min(slept, period) / period)
        self.start = now
        idleAtStart = idle
    }

    private static func window(busyPercent: Int64) -> Int {
        if busyPercent >= TransportLimits.heavyLoadPercent { return 2 }
        return busyPercent >= TransportLimits.loadPercent ? 1 : 0
    }
}
