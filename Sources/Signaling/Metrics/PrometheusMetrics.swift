// SPDX-License-Identifier: Apache-2.0

public import CoreMetrics
import Synchronization

/// The backend of swift-metrics that `/metrics` shows.
///
/// Hand it to `MetricsSystem.bootstrap`, so that libraries count here too, and to ``SignalingService``.
/// Counters become counters, meters and recorders without aggregation gauges, timers histograms in seconds.
/// One name has one kind: an instrument whose name is taken by another kind, and series beyond 4,096, count
/// nothing.
public final class PrometheusMetrics: MetricsFactory {
    private struct SeriesKey: Hashable {
        let name: String
        let labels: [String]
    }

    private struct Registry {
        var kinds: [String: MetricFamily.Kind] = [:]
        var series: [SeriesKey: any MetricSeries] = [:]
        var order: [String: [SeriesKey]] = [:]
    }

    private let registry = Mutex(Registry())
    private let help: [String: String]

    /// A backend without instruments.
    public init() {
        help = MetricNames.help
    }

    // MARK: MetricsFactory

    /// A counter of whole numbers.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, dimensions, .counter) { CounterSeries(labels: $0) } ?? NOOPMetricsHandler.instance
    }

    /// A counter of fractions.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        find(label, dimensions, .counter) { CounterSeries(labels: $0) } ?? NOOPMetricsHandler.instance
    }

    /// A gauge that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(label, dimensions, .gauge) { GaugeSeries(labels: $0) } ?? NOOPMetricsHandler.instance
    }

    /// A gauge, or with `aggregate` a histogram.
    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return find(label, dimensions, .gauge) { GaugeSeries(labels: $0) } ?? NOOPMetricsHandler.instance
        }
        return find(label, dimensions, .histogram) { HistogramSeries(labels: $0, bounds: Histogram.decades) }
            ?? NOOPMetricsHandler.instance
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(label, dimensions, .histogram) { HistogramSeries(labels: $0, bounds: Histogram.seconds) }
            ?? NOOPMetricsHandler.instance
    }

    /// Nothing: a series stays as long as the program, as Prometheus wants.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Nothing: a series stays as long as the program, as Prometheus wants.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Nothing: a series stays as long as the program, as Prometheus wants.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Nothing: a series stays as long as the program, as Prometheus wants.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Nothing: a series stays as long as the program, as Prometheus wants.
    public func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: The page

    /// Every family with its present values.
    func families() -> [MetricFamily] {
        registry.withLock { registry in
            registry.kinds.map { name, kind in
                let series = (registry.order[name] ?? []).compactMap { registry.series[$0] }
                return MetricFamily(
                    name: name,
                    help: help[name] ?? "Counted by a library.",
                    kind: kind,
                    samples: series.flatMap { $0.samples() }
                )
            }
        }
    }

    /// The series of a name and labels, made if it is new; nil if it can't be had.
    private func find<Series: MetricSeries>(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: MetricFamily.Kind,
        _ make: ([(name: String, value: String)]) -> Series
    ) -> Series? {
        let name = PrometheusText.sanitized(label)
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { (name: $0.0, value: $0.1) }
        let key = SeriesKey(name: name, labels: labels.flatMap { [$0.name, $0.value] })
        return registry.withLock { registry in
            if let present = registry.series[key] {
                return present as? Series
            }
            guard registry.kinds[name] ?? kind == kind, registry.series.count < Limits.metricSeries else {
                return nil
            }
            let series = make(labels)
            registry.kinds[name] = kind
            registry.series[key] = series
            registry.order[name, default: []].append(key)
            return series
        }
    }
}
