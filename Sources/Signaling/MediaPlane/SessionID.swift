// SPDX-License-Identifier: Apache-2.0

/// The secret name of one publisher's or viewer's session, and the last part of its resource's path.
///
/// 192 random bits in the URL-safe alphabet of RFC 4648 §5 (RFC 9725 §5 and W10 ask for at least 128).
/// Without bearer tokens it is what authorises PATCH and DELETE, so it is never logged whole; see ``logged``.
public struct SessionID: Hashable, Sendable {
    /// The id as it stands in the resource's path.
    public let text: String

    /// An id that a client presented, or that a test chose.
    public init(text: String) {
        self.text = text
    }

    /// A new id from the system's random source.
    public static func random() -> SessionID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// A new id from `generator`, which must be cryptographically secure outside of tests.
    static func random(using generator: inout some RandomNumberGenerator) -> SessionID {
        var text = ""
        for _ in 0..<(bitCount / 64) {
            var bits: UInt64 = generator.next()
            // 64 bits as eleven digits of six bits; the last digit holds four.
            for _ in 0..<11 {
                text.unicodeScalars.append(alphabet[Int(bits & 63)])
                bits >>= 6
            }
        }
        return SessionID(text: text)
    }

    /// What may stand in a log line: enough to tell sessions apart, too little to use one.
    public var logged: String {
        String(text.prefix(6))
    }

    /// Random bits in a new id.
    static let bitCount = 192

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".unicodeScalars
    )
}
