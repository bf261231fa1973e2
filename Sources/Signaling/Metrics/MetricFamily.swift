// SPDX-License-Identifier: Apache-2.0

/// One metric with all its time series, as Prometheus sees it.
struct MetricFamily: Equatable, Sendable {
    /// What kind of metric it is.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// One line: a value with its labels.
    struct Sample: Equatable, Sendable {
        /// What follows the family's name, e.g. `_bucket`.
        var suffix = ""
        /// Label names and values, in the order in which they are written.
        var labels: [(name: String, value: String)] = []
        /// The value.
        var value: Double

        static func == (lhs: Sample, rhs: Sample) -> Bool {
            lhs.suffix == rhs.suffix && lhs.value == rhs.value
                && lhs.labels.elementsEqual(rhs.labels) { $0 == $1 }
        }
    }

    /// The name, `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    var name: String
    /// One sentence for people.
    var help: String
    /// The kind.
    var kind: Kind
    /// The series' values.
    var samples: [Sample] = []

    /// A family of one series without labels.
    static func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name: name, help: help, kind: kind, samples: [Sample(value: value)])
    }
}
