// SPDX-License-Identifier: Apache-2.0

/// Finds what a misspelled name was meant to be.
enum Spelling {
    /// The name in `known` that takes the fewest edits to become, if these are few; of equals the first.
    static func nearest(to name: String, in known: [String]) -> String? {
        let rated = known.map { (name: $0, edits: edits(from: Array(name.utf8), to: Array($0.utf8))) }
        guard let best = rated.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= 3 ? best.name : nil
    }

    /// Insertions, deletions and replacements between two texts (Levenshtein's distance).
    static func edits(from source: [UInt8], to target: [UInt8]) -> Int {
        var row = Array(0...target.count)
        for (line, byte) in source.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in target.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[target.count]
    }
}
