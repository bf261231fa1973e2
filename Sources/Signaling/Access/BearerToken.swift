// SPDX-License-Identifier: Apache-2.0

/// A bearer token as it stands in an `Authorization` field (RFC 6750 §2.1).
struct BearerToken: Equatable, Sendable {
    /// The token's bytes.
    let bytes: [UInt8]

    /// The token of an `Authorization` field, or nil if the field holds something else.
    ///
    /// The scheme is compared case-insensitively (RFC 9110 §11.1).
    init?(authorization field: String) {
        guard field.utf8.count <= Limits.authorization else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].utf8.drop { $0 == UInt8(ascii: " ") }
        guard !token.isEmpty else { return nil }
        bytes = Array(token)
    }

    /// Whether this is `secret`, in a time that depends on this token's length only (W5).
    func matches(_ secret: [UInt8]) -> Bool {
        var difference = UInt64(bytes.count ^ secret.count)
        for index in bytes.indices {
            let expected = secret.isEmpty ? 0 : secret[index % secret.count]
            difference |= UInt64(bytes[index] ^ expected)
        }
        return difference == 0 && !secret.isEmpty
    }

    /// Whether `text` can be sent as a token.
    static func isPresentable(_ text: String) -> Bool {
        (1...1_024).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}
