// SPDX-License-Identifier: Apache-2.0

/// The latencies that the viewers of one loop measured. One for all of them: most need none, and it is large.
///
/// Lives on its ``LoadLoop``.
final class LatencyLog {
    /// While viewers join.
    private(set) var joining = Histogram()
    /// Over the hold.
    private(set) var holding = Histogram()
    /// Since the last look.
    private var recent = Histogram()
    private var isHolding = false

    func add(microseconds: Int64) {
        if isHolding {
            holding.add(microseconds: microseconds)
        } else {
            joining.add(microseconds: microseconds)
        }
        recent.add(microseconds: microseconds)
    }

    /// What comes from now on belongs to the hold.
    func beginHold() {
        isHolding = true
    }

    /// What came since the last call.
    func takeRecent() -> Histogram {
        defer { recent = Histogram() }
        return recent
    }
}
