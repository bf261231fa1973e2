// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// One time series of the registry.
protocol MetricSeries: AnyObject, Sendable {
    /// Its lines now.
    func samples() -> [MetricFamily.Sample]
}

/// A value that only grows.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    private let labels: [(name: String, value: String)]
    private let value = Mutex(0.0)

    /// A counter at 0.
    init(labels: [(name: String, value: String)]) {
        self.labels = labels
    }

    func increment(by amount: Int64) {
        increment(by: Double(amount))
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() {
        value.withLock { $0 = 0 }
    }

    func samples() -> [MetricFamily.Sample] {
        [.init(labels: labels, value: value.withLock { $0 })]
    }
}

/// A value that goes up and down.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let labels: [(name: String, value: String)]
    private let value = Mutex(0.0)

    /// A gauge at 0.
    init(labels: [(name: String, value: String)]) {
        self.labels = labels
    }

    func set(_ value: Int64) {
        set(Double(value))
    }

    func set(_ value: Double) {
        self.value.withLock { $0 = value }
    }

    func increment(by amount: Double) {
        value.withLock { $0 += amount }
    }

    func decrement(by amount: Double) {
        value.withLock { $0 -= amount }
    }

    func record(_ value: Int64) {
        set(Double(value))
    }

    func record(_ value: Double) {
        set(value)
    }

    func samples() -> [MetricFamily.Sample] {
        [.init(labels: labels, value: value.withLock { $0 })]
    }
}

/// Values by size.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private let labels: [(name: String, value: String)]
    private let histogram: Mutex<Histogram>

    /// An empty histogram.
    init(labels: [(name: String, value: String)], bounds: [Double]) {
        self.labels = labels
        histogram = Mutex(Histogram(bounds: bounds))
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        histogram.withLock { $0.record(value) }
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1_000_000_000)
    }

    func samples() -> [MetricFamily.Sample] {
        histogram.withLock { $0.samples(labels: labels) }
    }
}
