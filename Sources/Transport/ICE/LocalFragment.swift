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
    static func random() -> LocalFragment {
        LocalFragment(letters: text(count).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private init(letters: UInt64) {
        self.letters = letters
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
    static func password() -> String {
        String(decoding: text(24), as: UTF8.self)
    }

    /// From the system's generator, which isn't passed along: it has no size, and the thread sanitizer takes two
    /// variables without a size for one.
    private static func text(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in alphabet[Int.random(in: alphabet.indices)] }
    }
}
