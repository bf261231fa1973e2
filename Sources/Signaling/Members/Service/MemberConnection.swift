// SPDX-License-Identifier: Apache-2.0

/// What ``MemberService`` needs of a socket. Thread-safe; sending never blocks.
protocol MemberConnection: Sendable {
    /// A message that is encoded once and sent to any number of sockets without a copy.
    associatedtype Message: Sendable

    /// Unique for the process's life.
    var id: UInt64 { get }
    /// The client's address as rate limits count it.
    var remoteAddress: String { get }
    /// A text message.
    static func message(text: [UInt8]) -> Message
    /// A binary message of two parts.
    static func message(binary head: [UInt8], _ payload: ArraySlice<UInt8>) -> Message
    /// Queues a whole message.
    func send(_ message: Message, _ lane: SocketLane)
    /// Drops the data that waits.
    func dropData()
    /// Sends what is queued, then the close frame.
    func close(_ code: UInt16, _ reason: String)
}
