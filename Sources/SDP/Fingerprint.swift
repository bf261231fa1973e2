// SPDX-License-Identifier: Apache-2.0

/// The hash of a certificate that DTLS must present (RFC 8122 §5).
public struct Fingerprint: Equatable, Sendable {
    /// The hash function in lower case, for example `sha-256`.
    public var algorithm: String
    /// The hash, 1 to 64 bytes.
    public var bytes: [UInt8]

    /// A fingerprint of known bytes.
    public init(algorithm: String, bytes: [UInt8]) {
        self.algorithm = algorithm.lowercased()
        self.bytes = bytes
    }

    /// Reads the value of an `a=fingerprint` attribute.
    public init(parsing text: some StringProtocol) throws(SDPError) {
        let fields = Substring(text).fields()
        guard fields.count == 2, fields[0].isVisibleASCII, let bytes = Self.bytes(fields[1]) else {
            throw .malformedFingerprint
        }
        self.init(algorithm: String(fields[0]), bytes: bytes)
        if let length = Self.lengths[algorithm], length != bytes.count { throw .malformedFingerprint }
    }

    /// The value of the attribute: pairs of upper-case digits with colons between them.
    public func serialized() -> String {
        algorithm + " " + bytes.map { Self.hexadecimal($0) }.joined(separator: ":")
    }

    /// Whether the hash is strong enough to rest an identity on (RFC 8122 §5 rules out MD5, we SHA-1 too).
    public var isStrong: Bool { Self.strong.contains(algorithm) }

    private static let lengths = ["sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64]
    private static let strong: Set = ["sha-256", "sha-384", "sha-512"]

    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count <= 64 * 3 - 1 else { return nil }
        var bytes: [UInt8] = []
        for pair in text.utf8.split(separator: .colon, omittingEmptySubsequences: false) {
            let digits = Array(pair)
            guard digits.count == 2, let high = digits[0].hexadecimalValue,
                let low = digits[1].hexadecimalValue
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
