// SPDX-License-Identifier: Apache-2.0

import Transport

/// Whether a load is aimed at this machine: nobody's server is flooded by a typing error.
enum LoadTarget {
    /// Whether `host` is `localhost`, a loopback address or one of this machine's own.
    static func isThisMachine(_ host: String) -> Bool {
        let host = host.trimmingBrackets
        return host == "localhost" || host == "::1" || isLoopback(host)
            || ((try? LocalAddresses.all(includingLoopback: true)) ?? []).contains(host)
    }

    /// Whether `host` is an address of 127.0.0.0/8, and not a name that begins like one.
    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
    }
}

extension String {
    /// An IPv6 literal without the brackets that an address bar wants.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
