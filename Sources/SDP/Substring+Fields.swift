// SPDX-License-Identifier: Apache-2.0

/// The bytes that SDP's grammar gives a meaning to.
extension UInt8 {
    static let space = UInt8(ascii: " ")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let slash = UInt8(ascii: "/")
    static let equals = UInt8(ascii: "=")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}

/// SDP is a grammar of bytes: these look at bytes, never at characters, so that a combining mark
/// behind a separator can't hide it.
extension Substring {
    /// The text before the first `separator`, and the text after it if there is one.
    func cut(at separator: UInt8) -> (head: Substring, tail: Substring?) {
        guard let at = utf8.firstIndex(of: separator) else { return (self, nil) }
        return (self[..<at], self[utf8.index(after: at)...])
    }

    /// The parts between runs of `separator`, at most `limit` of them (the last holds the rest).
    func fields(separatedBy separator: UInt8 = .space, limit: Int = .max) -> [Substring] {
        utf8.split(separator: separator, maxSplits: limit == .max ? .max : limit - 1).map { Substring($0) }
    }

    /// The text without spaces and tabs at either end.
    var trimmed: Substring {
        let isBlank = { (byte: UInt8) in byte == .space || byte == 9 }
        let start = utf8.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return self[start.startIndex...last]
    }

    /// Whether all bytes are visible ASCII, so that the text is one field.
    var isVisibleASCII: Bool {
        utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension String {
    /// The whole text as a substring, to be taken apart.
    var whole: Substring { self[...] }

    /// Whether two names are the same but for the case of ASCII letters.
    func matches(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }

    /// Whether the text begins with `prefix`, but for the case of ASCII letters.
    func begins(with prefix: String) -> Bool {
        utf8.count >= prefix.utf8.count
            && zip(utf8, prefix.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    /// The lower-case letter for an upper-case ASCII letter, else the byte itself.
    var asciiLowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }

    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt8? {
        switch asciiLowercased {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): asciiLowercased - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
