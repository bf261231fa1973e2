// SPDX-License-Identifier: Apache-2.0

import Metrics
import Testing

@testable import Signaling

@Suite("Prometheus text format 0.0.4")
struct PrometheusTests {
    @Test func `counters, gauges and histograms are written as the format says`() {
        let metrics = PrometheusMetrics()
        Counter(label: "b_total", dimensions: [("z", "1"), ("a", "2")], factory: metrics).increment(by: 3)
        Gauge(label: "a_gauge", factory: metrics).record(1.5)
        let recorder = Recorder(label: "c_size", dimensions: [], aggregate: true, factory: metrics)
        recorder.record(5)
        recorder.record(50_000_000)
        let text = PrometheusText.render(metrics.families())
        #expect(
            text == """
                # HELP a_gauge Counted by a library.
                # TYPE a_gauge gauge
                a_gauge 1.5
                # HELP b_total Counted by a library.
                # TYPE b_total counter
                b_total{a="2",z="1"} 3
                # HELP c_size Counted by a library.
                # TYPE c_size histogram
                c_size_bucket{le="1"} 0
                c_size_bucket{le="10"} 1
                c_size_bucket{le="100"} 1
                c_size_bucket{le="1000"} 1
                c_size_bucket{le="10000"} 1
                c_size_bucket{le="100000"} 1
                c_size_bucket{le="1000000"} 1
                c_size_bucket{le="+Inf"} 2
                c_size_sum 50000005
                c_size_count 2

                """
        )
    }

    @Test func `a timer is a histogram of seconds`() {
        let metrics = PrometheusMetrics()
        let timer = Timer(label: "t_seconds", factory: metrics)
        timer.recordMilliseconds(20)
        timer.recordSeconds(60)
        let text = PrometheusText.render(metrics.families())
        #expect(text.contains("t_seconds_bucket{le=\"0.01\"} 0\n"))
        #expect(text.contains("t_seconds_bucket{le=\"0.025\"} 1\n"))
        #expect(text.contains("t_seconds_bucket{le=\"30\"} 1\n"))
        #expect(text.contains("t_seconds_bucket{le=\"+Inf\"} 2\n"))
        #expect(text.contains("t_seconds_sum 60.02\n"))
    }

    @Test func `the same name and labels are one series, in any order of labels`() {
        let metrics = PrometheusMetrics()
        Counter(label: "n_total", dimensions: [("a", "1"), ("b", "2")], factory: metrics).increment()
        Counter(label: "n_total", dimensions: [("b", "2"), ("a", "1")], factory: metrics).increment()
        #expect(PrometheusText.render(metrics.families()).contains("n_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `a counter never falls, and a meter goes both ways`() {
        let metrics = PrometheusMetrics()
        let counter = Counter(label: "c_total", factory: metrics)
        counter.increment(by: 2)
        counter.increment(by: -1)
        let meter = Meter(label: "m", factory: metrics)
        meter.set(5)
        meter.decrement(by: 7.5)
        FloatingPointCounter(label: "f_total", factory: metrics).increment(by: 0.5)
        let text = PrometheusText.render(metrics.families())
        #expect(text.contains("c_total 2\n") && text.contains("m -2.5\n") && text.contains("f_total 0.5\n"))
    }

    @Test func `a name that is taken by another kind counts nothing, and nothing traps`() {
        let metrics = PrometheusMetrics()
        Counter(label: "x", factory: metrics).increment()
        Timer(label: "x", factory: metrics).recordSeconds(1)
        Gauge(label: "x", factory: metrics).record(7)
        #expect(PrometheusText.render(metrics.families()).hasSuffix("# TYPE x counter\nx 1\n"))
    }

    @Test func `series are bounded`() {
        let metrics = PrometheusMetrics()
        for number in 0..<5_000 {
            Counter(label: "many_total", dimensions: [("n", "\(number)")], factory: metrics).increment()
        }
        #expect(metrics.families().first?.samples.count == Limits.metricSeries)
    }

    @Test func `names are made valid and values and help are escaped`() {
        let family = MetricFamily(
            name: "9 bad-name",
            help: "one\\two\nthree \"four\"",
            kind: .gauge,
            samples: [.init(labels: [("la-bel", "a\"b\\c\nd")], value: 1)]
        )
        #expect(
            PrometheusText.render([family])
                == "# HELP __bad_name one\\\\two\\nthree \"four\"\n# TYPE __bad_name gauge\n"
                + "__bad_name{la_bel=\"a\\\"b\\\\c\\nd\"} 1\n"
        )
        #expect(PrometheusText.render([MetricFamily(name: "empty", help: "", kind: .counter)]) == "")
    }

    @Test(arguments: [
        (0, "0"), (-3, "-3"), (1.25, "1.25"), (1e21, "1e+21"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"),
    ])
    func `numbers are spelled as the format has them`(value: Double, text: String) {
        #expect(PrometheusText.number(value) == text)
    }
}
