// SPDX-License-Identifier: Apache-2.0

/// What a server speaks.
enum PeerKind: String, CaseIterable, Codable, Sendable {
    /// WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep).
    case whip
    /// Janus's HTTP API and its VideoRoom plugin.
    case janus
    /// Longwave's members: rooms over WebSocket, one connection on which the server offers all streams.
    case members
}
