// SPDX-License-Identifier: Apache-2.0

/// What a room or broadcast may be called: `[A-Za-z0-9._-]{1,128}`, and neither `.` nor `..`.
///
/// The alphabet needs no escaping in a path, a log line, JSON or a file name. The two dot names are refused
/// because clients and proxies resolve them as path steps (RFC 3986 §5.2.4).
enum Name {
    /// Most bytes of a name.
    static let maximumLength = 128

    /// Whether `text` may name a room or a broadcast.
    static func isValid(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard (1...maximumLength).contains(bytes.count), text != ".", text != ".." else { return false }
        return bytes.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
