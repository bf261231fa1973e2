// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// How many connections are open, and how many may be.
final class ConnectionCount: Sendable {
    /// Beyond the bound so many more are let in, to be told why they are not served.
    static let reserve = 64

    let maximum: Int
    /// What those are told that are too many.
    let retryAfter: Duration
    private let logger: Logger
    private let open = Atomic<Int>(0)
    private let isFull = RareFlag(every: .seconds(60))

    init(maximum: Int, retryAfter: Duration, logger: Logger) {
        self.maximum = maximum
        self.retryAfter = retryAfter
        self.logger = logger
    }

    /// One more is open; whether it may be served. What is refused is logged once a minute.
    func add() -> Bool {
        let count = open.add(1, ordering: .relaxed).newValue
        guard count > maximum else { return true }
        if isFull.raise() {
            logger.warning(
                "connections are refused: as many are open as may be",
                metadata: ["http.connections.maximum": "\(maximum)"]
            )
        }
        return false
    }

    /// One is closed.
    func remove() {
        open.subtract(1, ordering: .relaxed)
    }
}
