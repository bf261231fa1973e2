// SPDX-License-Identifier: Apache-2.0

/// What a run, or one viewer of it, can fail with.
enum LoadError: Error, CustomStringConvertible {
    case notOpen
    /// HTTP failed before the first session.
    case unreachable(url: String, reason: String)
    /// The server refused, with its status and the start of its reason.
    case refused(status: UInt, reason: String)
    /// An answer without the address of the session.
    case noLocation
    /// The broadcasters did not connect in time.
    case noBroadcast(String)
    /// Janus answered something else than was agreed on.
    case janus(String)
    /// Sockets go over plain HTTP only.
    case noSocketAddress(String)
    /// The server answered the upgrade by something else than a WebSocket.
    case noSocket
    /// The relay refused a member's request, with its code and message.
    case memberRefused(request: String, code: String, message: String)
    /// The room that members were to meet in could not be opened.
    case noRoom(String)
    /// The first member was not let into the room.
    case notLetIn(room: String, channel: String, reason: String)
    /// A member did not come as far as it should.
    case member(String)
    /// A member's socket ended.
    case socketClosed(code: UInt16?)

    var description: String {
        switch self {
        case .notOpen: "the peer is not open"
        case .unreachable(let url, let reason): "\(url) can't be reached: \(reason)"
        case .refused(let status, let reason): "the server refused with status \(status): \(reason)"
        case .noLocation: "the server's answer has no Location header"
        case .noBroadcast(let reason): "the broadcaster did not connect: \(reason)"
        case .janus(let reason): "Janus: \(reason)"
        case .noSocketAddress(let text):
            "--url is \(text), but members' sockets need an http address, such as http://127.0.0.1:8080"
        case .noSocket: "the server does not answer /v1/socket with a WebSocket"
        case .memberRefused(let request, let code, let message): "\(request): \(code) (\(message))"
        case .noRoom(let reason): "the room can't be opened: \(reason)"
        case .notLetIn(let room, let channel, let reason):
            "nobody is let into room \(room) of channel \(channel): \(reason)"
        case .member(let reason): "the member failed: \(reason)"
        case .socketClosed(let code): "the socket was closed" + (code.map { " with \($0)" } ?? "")
        }
    }
}
