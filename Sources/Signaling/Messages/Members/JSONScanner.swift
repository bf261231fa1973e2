// SPDX-License-Identifier: Apache-2.0

/// Passes over JSON (RFC 8259) and says whether it is any; keeps nothing of it.
///
/// Reading is strict: no comments, no trailing commas, no second value.
struct JSONScanner {
    private let bytes: [UInt8]
    /// The next byte to be read.
    private(set) var position: Int

    /// A scanner of `bytes`, which must be valid UTF-8, beginning at `position`.
    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The next byte; nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over white space (RFC 8259 §2).
    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
            position += 1
        }
    }

    /// Passes over `byte` and says whether it stood there.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Passes over one value, nested at most `depth` deep, and gives where it stands; nil if it is no JSON.
    mutating func value(depth: Int) -> Range<Int>? {
        skipSpace()
        let start = position
        return passValue(depth: depth) ? start..<position : nil
    }

    /// Passes over a string with its quotes and gives where its content stands, escapes included.
    mutating func string() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return start..<(position - 1)
            case UInt8(ascii: "\\"): guard passEscape() else { return nil }
            case 0..<0x20: return nil
            default: continue
            }
        }
        return nil
    }

    private mutating func passValue(depth: Int) -> Bool {
        switch next {
        case UInt8(ascii: "{")?: depth > 0 && passObject(depth: depth - 1)
        case UInt8(ascii: "[")?: depth > 0 && passArray(depth: depth - 1)
        case UInt8(ascii: "\"")?: string() != nil
        case UInt8(ascii: "t")?: passWord("true")
        case UInt8(ascii: "f")?: passWord("false")
        case UInt8(ascii: "n")?: passWord("null")
        default: passNumber()
        }
    }

    private mutating func passObject(depth: Int) -> Bool {
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            skipSpace()
            guard string() != nil else { return false }
            skipSpace()
            guard take(UInt8(ascii: ":")), value(depth: depth) != nil else { return false }
            skipSpace()
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func passArray(depth: Int) -> Bool {
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard value(depth: depth) != nil else { return false }
            skipSpace()
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func passWord(_ word: StaticString) -> Bool {
        String(describing: word).utf8.allSatisfy { take($0) }
    }

    private mutating func passNumber() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) {
            guard passDigits() else { return false }
        }
        if take(UInt8(ascii: ".")) {
            guard passDigits() else { return false }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            return passDigits()
        }
        return true
    }

    private mutating func passDigits() -> Bool {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) {
            position += 1
        }
        return position > start
    }

    private mutating func passEscape() -> Bool {
        guard let byte = next else { return false }
        position += 1
        guard byte == UInt8(ascii: "u") else { return #""\/bfnrt"#.utf8.contains(byte) }
        for _ in 0..<4 {
            guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else { return false }
            position += 1
        }
        return true
    }
}
