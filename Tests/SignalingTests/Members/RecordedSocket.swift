// SPDX-License-Identifier: Apache-2.0

import Synchronization

@testable import Signaling

/// A socket that keeps what is sent on it.
final class RecordedSocket: MemberConnection {
    /// A message, and which one it is: sent to many it stays one.
    final class Message: Sendable {
        let text: String

        init(_ text: String) { self.text = text }
    }

    let id: UInt64
    let remoteAddress = "10.0.0.1"
    private let sent = Mutex<[Message]>([])
    private let closes = Mutex<[UInt16]>([])

    private let arrivals: AsyncStream<Message>
    private let arrive: AsyncStream<Message>.Continuation

    init(_ id: UInt64) {
        self.id = id
        (arrivals, arrive) = AsyncStream.makeStream()
    }

    static func message(text: [UInt8]) -> Message { Message(String(decoding: text, as: UTF8.self)) }

    static func message(binary head: [UInt8], _ payload: ArraySlice<UInt8>) -> Message {
        Message(String(decoding: head.dropFirst(4) + payload, as: UTF8.self))
    }

    func dropData() {}

    func send(_ message: Message, _ lane: SocketLane) {
        sent.withLock { $0.append(message) }
        arrive.yield(message)
    }

    func close(_ code: UInt16, _ reason: String) { closes.withLock { $0.append(code) } }

    var messages: [Message] { sent.withLock { $0 } }

    var codes: [UInt16] { closes.withLock { $0 } }

    /// The next message that has `part` in it, once it is there.
    func message(with part: String) async -> String? {
        await arrivals.first { $0.text.contains(part) }?.text
    }
}
