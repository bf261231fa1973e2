// SPDX-License-Identifier: Apache-2.0

/// Comparing what somebody shows with what is kept.
enum Secret {
    /// Whether both are the same, in a time that depends on the length of what was shown only.
    static func matches(_ shown: String, _ kept: String) -> Bool {
        let kept = Array(kept.utf8)
        var difference = kept.count ^ shown.utf8.count
        for (index, byte) in shown.utf8.enumerated() {
            let expected = kept.isEmpty ? 0 : kept[index % kept.count]
            difference |= Int(byte ^ expected)
        }
        return difference == 0 && !kept.isEmpty
    }
}
