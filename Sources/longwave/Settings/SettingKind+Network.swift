// SPDX-License-Identifier: Apache-2.0

extension SettingKind where Value == PortRange {
    /// A range of UDP ports, or any port.
    static var portRange: Self {
        Self(allowed: "FIRST-LAST with ports from 1 to 65535, or any") { PortRange($0) }
    }
}

extension SettingKind where Value == HostPort {
    /// A host with a port.
    static var hostPort: Self {
        Self(allowed: "HOST:PORT") { HostPort($0) }
    }
}

extension SettingKind where Value == ServerURL {
    /// A TURN server with its credentials.
    static var turnServer: Self {
        Self(allowed: "turn:USER:PASSWORD@HOST:PORT", isSecret: true) { text in
            guard let url = ServerURL(text), url.scheme == .turn, url.user != nil, url.query == nil else {
                return nil
            }
            return url
        }
    }

    /// A STUN or TURN server that clients are told of.
    static var iceServer: Self {
        let shape =
            "stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT, with turns: or ?transport=udp or tcp if need be"
        return Self(allowed: shape, isSecret: true) { text in
            guard let url = ServerURL(text), url.scheme.isTURN == (url.user != nil) else { return nil }
            guard url.query == nil || url.scheme.isTURN else { return nil }
            return url
        }
    }
}
