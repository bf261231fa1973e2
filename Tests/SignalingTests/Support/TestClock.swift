// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Duration.zero)

    /// The time since the clock's start.
    var now: Duration { time.withLock { $0 } }

    /// Moves the clock on.
    func advance(_ duration: Duration) {
        time.withLock { $0 += duration }
    }
}
