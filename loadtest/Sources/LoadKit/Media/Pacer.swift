// SPDX-License-Identifier: Apache-2.0

import RTP

/// Spreads packets over time as a browser's sender does; without a rate they may leave at once.
struct Pacer {
    /// A timer that comes later than this is not made up for.
    private static let slackNanoseconds: Int64 = 2_000_000

    private let nanosecondsPerByte: Double?
    /// When the next packet may leave.
    private var free = MonotonicTime(nanoseconds: 0)

    init(bytesPerSecond: Double) {
        nanosecondsPerByte = bytesPerSecond > 0 ? 1e9 / bytesPerSecond : nil
    }

    func mayLeave(_ now: MonotonicTime) -> Bool {
        nanosecondsPerByte == nil || now >= free
    }

    /// A packet of so many bytes left.
    mutating func left(_ bytes: Int, _ now: MonotonicTime) {
        guard let nanosecondsPerByte else { return }
        let isLate = free.nanoseconds < now.nanoseconds - Self.slackNanoseconds
        let start = isLate ? now : free
        free = MonotonicTime(nanoseconds: start.nanoseconds + Int64(Double(bytes) * nanosecondsPerByte))
    }
}
