// SPDX-License-Identifier: Apache-2.0

/// A user fragment of ours: eight letters and digits, 47 random bits where RFC 8445 §5.3 asks for 24, so that looking
/// one up is looking up a number.
struct LocalFragment: Hashable, Sendable {
    private let letters: UInt64

    static let count = 8
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8
    )

    /// A new one.
    init(using random: inout some RandomNumberGenerator) {
        letters = Self.text(Self.count, using: &random).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The first half of a USERNAME (RFC 8445 §7.3); nil if it can't be one of ours.
    init?(username: Range<Int>?, in datagram: Span<UInt8>) {
        guard let username, username.count > Self.count else { return nil }
        let end = username.lowerBound + Self.count
        guard datagram[end] == UInt8(ascii: ":") else { return nil }
        letters = (username.lowerBound..<end).reduce(0) { $0 << 8 | UInt64(datagram[$1]) }
    }

    /// As it stands in a description.
    var text: String {
        let bytes = (0..<Self.count).map { UInt8(truncatingIfNeeded: letters >> (56 - 8 * $0)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A password: 24 letters and digits, 142 random bits where RFC 8445 §5.3 asks for 128.
    static func password(using random: inout some RandomNumberGenerator) -> String {
        String(decoding: text(24, using: &random), as: UTF8.self)
    }

    private static func text(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
    }
}
