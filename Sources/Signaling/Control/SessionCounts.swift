// SPDX-License-Identifier: Apache-2.0

/// How many sessions there are, by role and whether they are connected.
struct SessionCounts: Equatable, Sendable {
    /// Publishers whose transport stands.
    var connectedPublishers = 0
    /// Viewers whose transport stands.
    var connectedViewers = 0
    /// Publishers that are still connecting, or just replaced.
    var unconnectedPublishers = 0
    /// Viewers that are still connecting.
    var unconnectedViewers = 0

    /// The counts of `sessions`.
    init(_ sessions: some Sequence<Session>) {
        for session in sessions {
            switch (session.role, session.phase) {
            case (.publisher, .connected): connectedPublishers += 1
            case (.publisher, _): unconnectedPublishers += 1
            case (.viewer, .connected): connectedViewers += 1
            case (.viewer, _): unconnectedViewers += 1
            }
        }
    }
}
