// SPDX-License-Identifier: Apache-2.0

extension AddressKey {
    /// The key as text, one for each.
    var text: String {
        switch self {
        case .v4(let address): address
        case .v6("::1"): "::1"
        case .v6(let prefix): "\(prefix)::/64"
        case .unknown: "unknown"
        }
    }
}
