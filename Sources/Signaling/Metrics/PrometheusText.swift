// SPDX-License-Identifier: Apache-2.0

/// Writes the Prometheus text exposition format, version 0.0.4.
enum PrometheusText {
    /// The format's media type.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The page of `families`, by name; families without a sample are left out.
    static func render(_ families: [MetricFamily]) -> String {
        families
            .filter { !$0.samples.isEmpty }
            .sorted { $0.name < $1.name }
            .map(render)
            .joined()
    }

    private static func render(_ family: MetricFamily) -> String {
        let name = sanitized(family.name)
        var text =
            "# HELP \(name) \(escaped(family.help, quotes: false))\n# TYPE \(name) \(family.kind.rawValue)\n"
        for sample in family.samples {
            text += name + sample.suffix + labels(sample.labels) + " " + number(sample.value) + "\n"
        }
        return text
    }

    private static func labels(_ labels: [(name: String, value: String)]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { #"\#(sanitized($0.name))="\#(escaped($0.value, quotes: true))""# }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    /// A value as the format spells it: whole numbers without a fraction, and its own words for the rest.
    static func number(_ value: Double) -> String {
        if value.isNaN {
            return "NaN"
        }
        if value.isInfinite {
            return value < 0 ? "-Inf" : "+Inf"
        }
        if let whole = Int64(exactly: value) {
            return String(whole)
        }
        return "\(value)"
    }

    /// `name` with `_` for every character that a name may not have.
    static func sanitized(_ name: String) -> String {
        var result = ""
        for (index, scalar) in name.unicodeScalars.enumerated() {
            result.unicodeScalars.append(isAllowed(scalar, first: index == 0) ? scalar : "_")
        }
        return result.isEmpty ? "_" : result
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_", ":": true
        case "0"..."9": !first
        default: false
        }
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += #"\\"#
            case "\n": result += #"\n"#
            case "\"" where quotes: result += #"\""#
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
