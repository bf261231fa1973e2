// SPDX-License-Identifier: Apache-2.0

/// Who answers for what comes by WebSocket.
///
/// Called on the connection's event loop and in this order: opened, messages, closed. What is slow belongs
/// elsewhere: all connections of an event loop wait meanwhile.
protocol SocketOwner: AnyObject, Sendable {
    /// The handshake is done; messages may be sent.
    func socketDidOpen(_ socket: Socket)
    /// A text message came, whole and valid UTF-8, of at most ``SocketLimits/messageBytes``.
    func socket(_ socket: Socket, didReceive text: [UInt8])
    /// A binary message came, whole, of at most ``SocketLimits/messageBytes``.
    func socket(_ socket: Socket, didReceiveBinary bytes: [UInt8])
    /// No part of a file waits any more: the next may follow.
    func socketDidDrain(_ socket: Socket)
    /// Nothing comes any more and nothing that is sent now leaves; exactly once, whoever ended it.
    func socketDidClose(_ socket: Socket)
}
