// SPDX-License-Identifier: Apache-2.0

import Transport

/// A host, by name or address, and a port on it; IPv6 literals stand in brackets (RFC 3986 §3.2.2).
struct HostPort: Equatable, Sendable, CustomStringConvertible {
    /// The name or the literal, without brackets.
    let host: String
    /// 1 to 65535.
    let port: UInt16

    /// A host and a port that are valid.
    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[IPv6]:PORT`.
    init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard IPAddress(host)?.isIPv6 == true else { return nil }
        } else {
            guard Self.isHost(host), !host.contains(":") else { return nil }
        }
        self.init(host: host, port: port)
    }

    /// `HOST:PORT`, with brackets where they are needed.
    var description: String { "\(Self.bracketed(host)):\(port)" }

    /// `host` as it stands in a URL.
    static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }

    /// Whether `text` is an IP literal or a host name: letters, digits, hyphens and dots (RFC 1123 §2.1), and the
    /// underscore that container networks use.
    static func isHost(_ text: String) -> Bool {
        if IPAddress(text) != nil { return true }
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-._".unicodeScalars.contains(scalar))
        }
        return isPlain && (1...253).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasPrefix(".")
    }
}
