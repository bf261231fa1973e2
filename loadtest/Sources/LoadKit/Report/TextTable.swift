// SPDX-License-Identifier: Apache-2.0

/// Columns of texts, each as wide as its widest; the first to the left, the others to the right.
struct TextTable {
    let columns: [String]
    let rows: [[String]]

    var text: String {
        let lines = [columns] + rows
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
