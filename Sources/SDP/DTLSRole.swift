// SPDX-License-Identifier: Apache-2.0

/// Which part of the DTLS handshake is ours (RFC 8842 §5).
public enum DTLSRole: Equatable, Sendable {
    /// We send the ClientHello: `a=setup:active`.
    case client
    /// We wait for it: `a=setup:passive`.
    case server

    /// Our part when the peer offers `setup`, or nil if it leaves us none.
    ///
    /// To `actpass` we answer as the server, which chooses the cipher; to `passive` as the client,
    /// because FFmpeg waits for our ClientHello. Nothing at all means `active` (RFC 4145 §4).
    init?(offered setup: String?) {
        switch setup {
        case "actpass", "active", nil: self = .server
        case "passive": self = .client
        default: return nil
        }
    }

    /// Our part when the peer answers our `actpass` with `setup`, or nil if the answer is none.
    init?(answered setup: String?) {
        switch setup {
        case "active": self = .server
        case "passive": self = .client
        default: return nil
        }
    }

    /// The value of our `a=setup`.
    var setup: String { self == .client ? "active" : "passive" }
}
