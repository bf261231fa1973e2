// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Numbers as people read them.
enum Figure {
    /// Without a fraction, thousands apart.
    static func whole(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        let number = Int64(value.rounded())
        var rest = String(number.magnitude)
        var groups: [String] = []
        while rest.count > 3 {
            groups.insert(String(rest.suffix(3)), at: 0)
            rest = String(rest.dropLast(3))
        }
        return (number < 0 ? "-" : "") + ([rest] + groups).joined(separator: ",")
    }

    static func whole(_ value: Int) -> String { whole(Double(value)) }

    /// With so many digits behind the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        value.isFinite ? String(format: "%.\(digits)f", value) : "–"
    }

    /// With the three digits that matter, and no zeros behind them.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if abs(value) >= 100 || value == 0 { return whole(value) }
        var text = decimal(value, abs(value) >= 10 ? 1 : abs(value) >= 0.1 ? 2 : 4)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    static func milliseconds(_ value: Double?) -> String {
        value.map { decimal($0, 2) + " ms" } ?? "–"
    }

    static func percent(_ value: Double) -> String {
        decimal(value, value == 0 || value >= 10 ? 0 : value >= 1 ? 1 : 4) + " %"
    }

    /// Bits per second.
    static func bitrate(_ bits: Int) -> String {
        bits >= 1_000_000 ? short(Double(bits) / 1e6) + " Mbit/s" : short(Double(bits) / 1e3) + " kbit/s"
    }
}
