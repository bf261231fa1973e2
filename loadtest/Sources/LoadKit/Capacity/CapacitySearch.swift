// SPDX-License-Identifier: Apache-2.0

/// Finds the largest number that still passes: doubles until one fails, then halves the span between.
struct CapacitySearch: Equatable {
    /// Beyond this nobody asks.
    let most: Int
    /// The span to stop at, as a fraction of what passed.
    let resolution: Double
    private let start: Int
    /// The largest that passed; 0 before any.
    private(set) var best = 0
    /// The smallest that failed; nil before any.
    private(set) var worst: Int?

    /// - Parameters:
    ///   - start: the first number to try.
    ///   - most: the last.
    ///   - resolution: how exactly to find it, such as 0.05.
    init(start: Int, most: Int, resolution: Double) {
        self.start = min(max(1, start), most)
        self.most = most
        self.resolution = resolution
    }

    /// What to try next; nil once it is found.
    var next: Int? {
        guard let worst else {
            guard best > 0 else { return start }
            return best < most ? min(2 * best, most) : nil
        }
        guard worst - best > max(1, Int(Double(best) * resolution)) else { return nil }
        return best + (worst - best) / 2
    }

    /// Notes how a try went.
    mutating func note(_ number: Int, passed: Bool) {
        if passed {
            best = max(best, number)
        } else {
            worst = min(worst ?? number, number)
        }
    }
}
