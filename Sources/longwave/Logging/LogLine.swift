// SPDX-License-Identifier: Apache-2.0

import Logging

/// One line of the log.
///
/// Nothing in it can begin another line or steer a terminal: control characters are escaped, wherever they came
/// from (S22).
struct LogLine {
    /// When, as RFC 3339 §5.6 writes it.
    var time: String
    var level: Logger.Level
    var message: String
    /// Facts in the order in which they are shown.
    var metadata: [(name: String, value: String)]

    /// The line for people; `isColored` marks time, level and names for a terminal (ECMA-48 §8.3.117).
    func text(isColored: Bool) -> String {
        let level = level.rawValue.padded(to: 8)
        let facts = metadata.map { fact in
            let value = Self.isBare(fact.value) ? fact.value : "\"\(Self.escaped(fact.value))\""
            return isColored ? " \(Self.faint)\(fact.name)=\(Self.plain)\(value)" : " \(fact.name)=\(value)"
        }
        let message = Self.escaped(message, quotes: false)
        guard isColored else { return "\(time) \(level) \(message)\(facts.joined())\n" }
        return "\(Self.faint)\(time)\(Self.plain) \(color)\(level)\(Self.plain) \(message)\(facts.joined())\n"
    }

    /// The line as a JSON object (RFC 8259 §4). Facts are strings under their own names, which have dots in them and so
    /// never meet `time`, `level` or `message`.
    var json: String {
        let fixed = [("time", time), ("level", level.rawValue), ("message", message)]
        let members = (fixed + metadata).map { "\"\(Self.escaped($0.0))\":\"\(Self.escaped($0.1))\"" }
        return "{\(members.joined(separator: ","))}\n"
    }

    private static let faint = "\u{1b}[2m"
    private static let plain = "\u{1b}[0m"

    private var color: String {
        switch level {
        case .trace, .debug: Self.faint
        case .info, .notice: "\u{1b}[36m"
        case .warning: "\u{1b}[33m"
        case .error, .critical: "\u{1b}[31m"
        }
    }

    private static func isBare(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0 != "\"" && $0 != "\\" && !isControl($0)
            }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        // Line and paragraph separators break lines for some collectors.
        scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    /// `text` with control characters, quotes and backslashes as JSON escapes them (RFC 8259 §7).
    private static func escaped(_ text: String, quotes: Bool = true) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if quotes, scalar == "\"" || scalar == "\\" {
                escaped.append("\\")
                escaped.append(scalar)
            } else if isControl(scalar) {
                let digits = String(scalar.value, radix: 16)
                escaped.append(
                    contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
                        .unicodeScalars)
            } else {
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
