// SPDX-License-Identifier: Apache-2.0

/// Counts durations in buckets that grow by about 3 %, so that percentiles of any size cost fixed memory.
struct Histogram: Sendable {
    /// 32 buckets for each doubling, from 1 µs to about an hour.
    private static let perDoubling = 32
    private static let bucketsPerBin = 4
    private var buckets = [UInt32](repeating: 0, count: 32 * perDoubling)
    private(set) var count = 0
    private(set) var maximum: Int64 = 0

    /// Counts a duration in microseconds; a negative one counts as 0.
    mutating func add(microseconds: Int64) {
        buckets[Self.bucket(microseconds)] += 1
        count += 1
        maximum = max(maximum, microseconds)
    }

    /// Adds what `other` counted.
    mutating func add(_ other: Histogram) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
        maximum = max(maximum, other.maximum)
    }

    /// The duration that `fraction` of all stay within, in milliseconds; nil if nothing was counted.
    func milliseconds(_ fraction: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((Double(count) * fraction).rounded(.up)))
        var seen = 0
        for index in buckets.indices {
            seen += Int(buckets[index])
            if seen >= rank { return min(Self.upperBound(index), Double(maximum)) / 1_000 }
        }
        return Double(maximum) / 1_000
    }

    /// How many lie within a span of milliseconds.
    struct Bin: Codable, Equatable, Sendable {
        /// Milliseconds; the upper bound is not part of it.
        let from: Double
        let to: Double
        let count: Int
    }

    /// The counts in bins of an eighth of a doubling, from the first that isn't empty to the last; for plots.
    var bins: [Bin] {
        var bins: [Bin] = []
        for start in stride(from: 0, to: buckets.count, by: Self.bucketsPerBin) {
            let count = buckets[start..<(start + Self.bucketsPerBin)].reduce(0) { $0 + Int($1) }
            let from = start == 0 ? 0 : Self.upperBound(start - 1) / 1_000
            bins.append(
                Bin(from: from, to: Self.upperBound(start + Self.bucketsPerBin - 1) / 1_000, count: count))
        }
        guard let first = bins.firstIndex(where: { $0.count > 0 }),
            let last = bins.lastIndex(where: { $0.count > 0 })
        else { return [] }
        return Array(bins[first...last])
    }

    private static func bucket(_ microseconds: Int64) -> Int {
        guard microseconds >= Int64(perDoubling) else { return Int(max(0, microseconds)) }
        let exponent = 63 - microseconds.leadingZeroBitCount
        let fraction = Int(microseconds >> (exponent - 5)) - perDoubling
        return min((exponent - 4) * perDoubling + fraction, 32 * perDoubling - 1)
    }

    private static func upperBound(_ bucket: Int) -> Double {
        guard bucket >= perDoubling else { return Double(bucket + 1) }
        let exponent = bucket / perDoubling + 4
        let fraction = bucket % perDoubling + perDoubling
        return Double((fraction + 1) << (exponent - 5))
    }
}
