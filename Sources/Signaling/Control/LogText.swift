// SPDX-License-Identifier: Apache-2.0

/// Text from elsewhere, made fit for a log line or a problem document (S22).
enum LogText {
    /// `text` without control characters, at most `limit` characters long.
    static func clean(_ text: String, limit: Int = 200) -> String {
        var cleaned = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            let isControl = scalar.properties.generalCategory == .control
            cleaned.unicodeScalars.append(isControl ? " " : scalar)
        }
        return cleaned
    }
}
