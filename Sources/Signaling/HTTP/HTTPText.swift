// SPDX-License-Identifier: Apache-2.0

/// Small pieces of HTTP's grammar (RFC 9110 §5.6).
enum HTTPText {
    /// `text` without blanks and tabs at its ends.
    static func trimmed<Text: StringProtocol>(_ text: Text) -> Text.SubSequence {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        let begun = text.drop(while: isBlank)
        guard let last = begun.lastIndex(where: { !isBlank($0) }) else { return begun.prefix(0) }
        return begun[...last]
    }
}
