// SPDX-License-Identifier: Apache-2.0

/// How often values fell below each of a few bounds, and their sum.
struct Histogram: Equatable, Sendable {
    /// The buckets' upper bounds, rising; one without a bound follows.
    let bounds: [Double]
    /// How many values fell into each bucket; one more than there are bounds.
    private(set) var counts: [UInt64]
    /// All values together.
    private(set) var sum = 0.0

    /// Bounds for times in seconds: from a millisecond, a fast request, to half a minute, a held one.
    static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Bounds for values whose unit is not known: powers of ten.
    static let decades = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000.0]

    /// An empty histogram.
    init(bounds: [Double]) {
        self.bounds = bounds
        counts = [UInt64](repeating: 0, count: bounds.count + 1)
    }

    /// Counts `value`.
    mutating func record(_ value: Double) {
        guard value.isFinite else { return }
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    /// The samples that Prometheus wants: cumulative buckets, sum and count.
    func samples(labels: [(name: String, value: String)]) -> [MetricFamily.Sample] {
        var samples: [MetricFamily.Sample] = []
        var cumulative: UInt64 = 0
        for (index, count) in counts.enumerated() {
            cumulative += count
            let bound = index < bounds.count ? PrometheusText.number(bounds[index]) : "+Inf"
            samples.append(
                .init(suffix: "_bucket", labels: labels + [("le", bound)], value: Double(cumulative))
            )
        }
        samples.append(.init(suffix: "_sum", labels: labels, value: sum))
        samples.append(.init(suffix: "_count", labels: labels, value: Double(cumulative)))
        return samples
    }
}
