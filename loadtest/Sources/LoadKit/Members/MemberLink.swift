// SPDX-License-Identifier: Apache-2.0

/// The socket's half of a ``MemberClient``: answers heartbeats, and hands on in order what the member must know.
///
/// Lives on its socket's event loop.
final class MemberLink: LoadSocketDelegate {
    enum Event: Sendable {
        case opened
        case message(RelayMessage)
        case closed(code: UInt16?)
    }

    /// The events that change what a member does; all others are passed over unread.
    private static let heard: Set = [
        "sub.offer", "join.accepted", "join.rejected", "ejected", "room.closed", "error",
    ]

    private let events: AsyncStream<Event>.Continuation

    init(_ events: AsyncStream<Event>.Continuation) {
        self.events = events
    }

    func socketDidOpen(_ socket: LoadSocket) {
        events.yield(.opened)
    }

    func socket(_ socket: LoadSocket, didReceive text: [UInt8]) {
        guard let head = MessageHead(text) else { return }
        if head.type == "ping" {
            socket.send(MemberMessage.pong(head.number ?? 0))
        } else if head.reply != nil || Self.heard.contains(head.type), let message = RelayMessage(text) {
            events.yield(.message(message))
        }
    }

    func socketDidClose(_ socket: LoadSocket, code: UInt16?) {
        events.yield(.closed(code: code))
        events.finish()
    }
}
