// SPDX-License-Identifier: Apache-2.0

/// The pages that the relay serves.
enum Page: String, CaseIterable, Sendable {
    /// `/`: where to go.
    case index
    /// `/studio`, `/studio/{room}`: publishes.
    case studio
    /// `/watch/{room}`, `/watch/{room}/{broadcast}`: plays.
    case watch

    /// The page's file.
    var fileName: String { "\(rawValue).html" }

    /// What the page's document may load and who may frame it (CSP Level 3). Everything comes from the relay
    /// itself; pages of other sites may embed the player only.
    var contentSecurityPolicy: String {
        let ancestors = self == .watch ? "*" : "'none'"
        return "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors \(ancestors)"
    }

    /// Which devices the page may use.
    var permissionsPolicy: String {
        switch self {
        case .studio: "camera=(self), microphone=(self), display-capture=(self), geolocation=()"
        case .index, .watch: "camera=(), microphone=(), display-capture=(), geolocation=()"
        }
    }
}
