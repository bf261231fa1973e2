// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What a client is counted by: its IPv4 address, or the /64 of its IPv6 address, all of which one host may
/// own.
enum AddressKey: Hashable, Sendable {
    /// An IPv4 address, also one mapped into IPv6 (RFC 4291 §2.5.5.2), as text.
    case v4(String)
    /// The first four groups of an IPv6 address.
    case v6(String)
    /// A connection without an IP address.
    case unknown

    /// The key of an IP literal; ``unknown`` if it is none.
    init(_ literal: String) {
        // A literal with a zone would be another key for each zone.
        guard !literal.contains("%"), let address = try? SocketAddress(ipAddress: literal, port: 0) else {
            self = .unknown
            return
        }
        self.init(address)
    }

    /// The key of a socket's address.
    init(_ address: SocketAddress?) {
        switch address {
        case .v4?:
            self = (address?.ipAddress).map { .v4($0) } ?? .unknown
        case .v6?:
            self = (address?.ipAddress).map { Self.ofIPv6($0) } ?? .unknown
        case .unixDomainSocket?, nil:
            self = .unknown
        }
    }

    /// Whether this is the machine itself.
    var isLoopback: Bool {
        switch self {
        case .v4(let text): text.hasPrefix("127.")
        case .v6(let prefix): prefix == "::1"
        case .unknown: false
        }
    }

    private static func ofIPv6(_ text: String) -> AddressKey {
        if text == "::1" {
            return .v6(text)
        }
        let mapped = "::ffff:"
        if text.hasPrefix(mapped), text.contains(".") {
            return .v4(String(text.dropFirst(mapped.count)))
        }
        return .v6(prefix64(text))
    }

    /// The first four groups of canonical text such as `2001:db8::1`.
    private static func prefix64(_ text: String) -> String {
        var groups = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if let gap = groups.firstIndex(of: "") {
            let given = groups.count(where: { !$0.isEmpty })
            let zeros = [String](repeating: "0", count: max(0, 8 - given))
            groups = groups[..<gap] + zeros + groups[gap...].filter { !$0.isEmpty }
        }
        return groups.prefix(4).joined(separator: ":")
    }
}
