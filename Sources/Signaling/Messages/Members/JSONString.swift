// SPDX-License-Identifier: Apache-2.0

/// The content of JSON strings (RFC 8259 §7).
enum JSONString {
    /// The text of a string's content, whose escapes were found valid. Half a surrogate pair becomes U+FFFD.
    static func decode(_ content: ArraySlice<UInt8>) -> String {
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var units: [UInt16] = []
        var index = content.startIndex
        while index < content.endIndex {
            let end = content[index...].firstIndex(of: UInt8(ascii: "\\")) ?? content.endIndex
            units += String(decoding: content[index..<end], as: UTF8.self).utf16
            guard end + 1 < content.endIndex else { break }
            index = end + 2
            if content[end + 1] == UInt8(ascii: "u") {
                let digits = content[index...].prefix(4)
                units.append(UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xfffd)
                index += digits.count
            } else {
                units.append(unescaped(content[end + 1]))
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Appends `text` to `bytes` as a JSON string with quotes.
    static func encode(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes += #"\u00"#.utf8
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 15))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func unescaped(_ letter: UInt8) -> UInt16 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: UInt16(letter)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
