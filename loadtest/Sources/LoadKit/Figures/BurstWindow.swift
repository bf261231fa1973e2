// SPDX-License-Identifier: Apache-2.0

import RTP

/// The most events that fell into any half second.
struct BurstWindow {
    static let milliseconds: Int64 = 500

    private var recent: [MonotonicTime] = []
    private(set) var most = 0

    /// Notes an event; times must not go back.
    mutating func note(_ now: MonotonicTime) {
        recent.removeAll { now.milliseconds(since: $0) >= Self.milliseconds }
        recent.append(now)
        most = max(most, recent.count)
    }
}
