// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LoadKit

@Suite struct HistogramTests {
    @Test func `percentiles are right to about three percent`() throws {
        var histogram = Histogram()
        for microseconds in 1...100_000 { histogram.add(microseconds: Int64(microseconds)) }
        for (fraction, wanted) in [(0.5, 50.0), (0.95, 95), (0.99, 99)] {
            let found = try #require(histogram.milliseconds(fraction))
            #expect(abs(found - wanted) / wanted < 0.035)
        }
        #expect(histogram.maximum == 100_000)
        #expect(histogram.milliseconds(1) == 100)
    }

    @Test func `nothing counted has no percentile`() {
        #expect(Histogram().milliseconds(0.5) == nil)
        #expect(Histogram().bins.isEmpty)
        #expect(Percentiles(Histogram()).p99 == nil)
    }

    @Test func `two together count as one`() {
        var one = Histogram()
        var other = Histogram()
        var both = Histogram()
        for microseconds in stride(from: 1, to: 50_000, by: 7) {
            one.add(microseconds: Int64(microseconds))
            both.add(microseconds: Int64(microseconds))
        }
        for microseconds in stride(from: 3, to: 90_000, by: 11) {
            other.add(microseconds: Int64(microseconds))
            both.add(microseconds: Int64(microseconds))
        }
        one.add(other)
        #expect(Percentiles(one) == Percentiles(both))
        #expect(one.bins == both.bins)
    }

    @Test func `bins hold everything, and follow on each other`() {
        var histogram = Histogram()
        for microseconds: Int64 in [0, 5, 31, 32, 900, 1_000_000, 9_000_000_000] {
            histogram.add(microseconds: microseconds)
        }
        let bins = histogram.bins
        #expect(bins.reduce(0) { $0 + $1.count } == 7)
        for (one, next) in zip(bins, bins.dropFirst()) { #expect(one.to == next.from) }
    }

    @Test func `a negative duration counts as none`() {
        var histogram = Histogram()
        histogram.add(microseconds: -5)
        #expect(histogram.count == 1)
        #expect(histogram.maximum == 0)
    }
}
