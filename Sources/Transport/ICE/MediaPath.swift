// SPDX-License-Identifier: Apache-2.0

/// One way between a socket of ours and a peer: with the transport protocol, the 5-tuple.
struct MediaPath: Hashable, Sendable {
    /// Which of the sockets, by its place.
    let socket: UInt8
    /// The peer's address as we see it.
    let remote: SocketAddress
}
