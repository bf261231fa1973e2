// SPDX-License-Identifier: Apache-2.0

/// When somebody gave wrong passwords, as far back as it matters.
struct WrongTries: Equatable, Sendable {
    /// Times in rising order; at most ``MemberLimits/wrongTries``.
    private(set) var times: [Duration] = []

    /// Notes a wrong one.
    mutating func add(now: Duration, _ limits: MemberLimits) {
        times = Array(times.filter { $0 > now - limits.wrongTryWindow }.suffix(limits.wrongTries - 1)) + [now]
    }

    /// How long to wait; nil if another try is fine.
    func wait(now: Duration, _ limits: MemberLimits) -> Duration? {
        let recent = times.filter { $0 > now - limits.wrongTryWindow }
        guard recent.count >= limits.wrongTries, let first = recent.first else { return nil }
        return first + limits.wrongTryWindow - now
    }

    /// Whether nothing of it matters any more.
    func isOver(now: Duration, _ limits: MemberLimits) -> Bool {
        times.allSatisfy { $0 <= now - limits.wrongTryWindow }
    }
}
