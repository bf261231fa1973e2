// SPDX-License-Identifier: Apache-2.0

/// A STUN or TURN server as people write it: `turn:USER:PASSWORD@HOST:PORT?transport=udp`.
///
/// The part before `@` is ours: RFC 7065 §3 knows no credentials, but one text a server is easier to set than three.
/// A percent sign there begins an escape (RFC 3986 §2.1), so that passwords may hold any character.
struct ServerURL: Equatable, Sendable {
    /// What speaks at the other end (RFC 7064 §3.1, RFC 7065 §3.1).
    enum Scheme: String, Sendable {
        case stun, stuns, turn, turns

        /// Whether it needs credentials.
        var isTURN: Bool { self == .turn || self == .turns }
    }

    let scheme: Scheme
    let user: String?
    let password: String?
    let server: HostPort
    /// `transport=udp` or `transport=tcp`.
    let query: String?

    /// Reads the text; nil if it has another shape.
    init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), let scheme = Scheme(rawValue: String(text[..<colon]))
        else {
            return nil
        }
        var rest = text[text.index(after: colon)...]
        var credentials: (user: String, password: String)?
        if let at = rest.lastIndex(of: "@") {
            guard let found = Self.credentials(rest[..<at]) else { return nil }
            credentials = found
            rest = rest[rest.index(after: at)...]
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        query = parts.count == 2 ? String(parts[1]) : nil
        guard query == nil || query == "transport=udp" || query == "transport=tcp" else { return nil }
        guard let server = parts.first.flatMap({ HostPort($0) }) else { return nil }
        self.scheme = scheme
        self.server = server
        user = credentials?.user
        password = credentials?.password
    }

    /// The URL without credentials, as clients are told it.
    var publicURL: String {
        "\(scheme.rawValue):\(server)" + (query.map { "?\($0)" } ?? "")
    }

    private static func credentials(_ text: Substring) -> (user: String, password: String)? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = unescaped(parts[0]), let password = unescaped(parts[1]) else {
            return nil
        }
        let isPlain = [user, password].allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        }
        return isPlain ? (user, password) : nil
    }

    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
