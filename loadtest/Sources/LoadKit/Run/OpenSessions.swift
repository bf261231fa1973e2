// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The viewers of a run that are joining or there.
actor OpenSessions {
    private var sessions: [(id: Int, session: SignaledSession)] = []
    /// Viewers whose negotiation goes on.
    private(set) var joining = 0

    var all: [SignaledSession] { sessions.map(\.session) }

    func begin() {
        joining += 1
    }

    func add(_ id: Int, _ session: SignaledSession) {
        joining -= 1
        sessions.append((id, session))
    }

    func refuse() {
        joining -= 1
    }

    /// The one that watches longest.
    func takeOldest() -> (Int, SignaledSession)? {
        sessions.isEmpty ? nil : sessions.removeFirst()
    }
}

/// Why viewers could not join, each reason once with its count.
final class Refusals: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    var all: [String: Int] { counts.withLock { $0 } }

    func add(_ reason: String) {
        counts.withLock { $0[reason, default: 0] += 1 }
    }
}
