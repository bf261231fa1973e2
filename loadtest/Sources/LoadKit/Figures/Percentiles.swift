// SPDX-License-Identifier: Apache-2.0

/// A distribution in four numbers, in milliseconds; all nil if nothing was measured.
struct Percentiles: Codable, Equatable, Sendable {
    let count: Int
    let p50: Double?
    let p95: Double?
    let p99: Double?
    let max: Double?

    init(_ histogram: Histogram) {
        count = histogram.count
        p50 = histogram.milliseconds(0.50)
        p95 = histogram.milliseconds(0.95)
        p99 = histogram.milliseconds(0.99)
        max = histogram.count > 0 ? Double(histogram.maximum) / 1_000 : nil
    }
}
