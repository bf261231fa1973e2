// SPDX-License-Identifier: Apache-2.0

import Transport

/// Whether a load is aimed at this machine: nobody's server is flooded by a typing error.
enum LoadTarget {
    /// Whether `host` is `localhost`, a loopback address or one of this machine's own.
    static func isThisMachine(_ host: String) -> Bool {
        let host = host.trimmingBrackets
        return host == "localhost" || host == "::1" || host.hasPrefix("127.")
            || ((try? LocalAddresses.all(includingLoopback: true)) ?? []).contains(host)
    }
}

extension String {
    /// An IPv6 literal without the brackets that an address bar wants.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
