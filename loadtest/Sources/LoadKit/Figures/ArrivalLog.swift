// SPDX-License-Identifier: Apache-2.0

import RTP

/// How many packets came in each second since a moment.
struct ArrivalLog {
    /// A day: later ones count as of the last second.
    private static let most = 86_400

    private let start: MonotonicTime
    private var counts: [Int] = []

    init(start: MonotonicTime) {
        self.start = start
    }

    mutating func note(_ now: MonotonicTime) {
        let second = second(now)
        while counts.count <= second { counts.append(0) }
        counts[second] += 1
    }

    /// The counts up to now, silent seconds at the end included.
    func counts(_ now: MonotonicTime) -> [Int] {
        counts + Array(repeating: 0, count: max(0, second(now) + 1 - counts.count))
    }

    private func second(_ now: MonotonicTime) -> Int {
        min(Int(max(0, now.milliseconds(since: start)) / 1_000), Self.most)
    }
}
