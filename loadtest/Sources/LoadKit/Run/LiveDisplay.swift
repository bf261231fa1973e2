// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a command shows while it runs: a block that is drawn anew each second in a terminal, a line a second when piped.
/// On standard error.
struct LiveDisplay {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    /// Lines of the block that stands there.
    private var height = 0

    /// Shows one more second: a label and a text in each row of the block, or the line.
    mutating func show(
        _ block: @autoclosure () -> [(label: String, text: String)], line: @autoclosure () -> String
    ) {
        guard isTerminal else { return write(line() + "\n") }
        let lines = block().map { "  " + $0.label.padded(to: 11) + $0.text }
        // Up to the block's first line, and clear from there.
        let up = height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : ""
        write(up + lines.joined(separator: "\n") + "\n")
        height = lines.count
    }

    /// Takes the block away: the report comes in its place.
    mutating func clear() {
        if height > 0 { write("\u{1B}[\(height)A\r\u{1B}[J") }
        height = 0
    }

    /// A bar that is filled as far as `value` goes.
    static func bar(_ value: Double, of whole: Double) -> String {
        let width = 24
        let filled = Int((min(max(value / whole, 0), 1) * Double(width)).rounded())
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
