// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Makes messages of a server's frames (RFC 6455 §5).
///
/// A value without a socket. What a client has no use for, binary messages and pongs, comes to nothing.
struct ServerMessages {
    /// What a frame ended.
    enum Message: Equatable {
        case text([UInt8])
        case ping([UInt8])
        /// The code is nil if the frame has none.
        case close(UInt16?)
        /// The server broke the protocol.
        case violation
    }

    /// Most bytes of a message: a room's whole list of members with their extras, and room.
    static let limit = 16 * 1_024 * 1_024

    /// The opcode of the message that was begun; nil between messages.
    private var begun: WebSocketOpcode?
    private var bytes: [UInt8] = []

    /// Takes the next frame. Gives what it ends, if it ends something.
    mutating func take(_ frame: WebSocketFrame) -> Message? {
        // RFC 6455 §5.1: a server does not mask, and without extensions no bit is set (§5.2).
        guard frame.maskKey == nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return .violation }
        switch frame.opcode {
        case .text, .binary:
            guard begun == nil else { return .violation }
            begun = frame.opcode
            return append(frame)
        case .continuation: return begun == nil ? .violation : append(frame)
        case .ping: return .ping(Array(frame.data.readableBytesView))
        case .connectionClose: return .close(frame.data.getInteger(at: frame.data.readerIndex))
        default: return nil
        }
    }

    private mutating func append(_ frame: WebSocketFrame) -> Message? {
        guard bytes.count + frame.length <= Self.limit else { return .violation }
        bytes.append(contentsOf: frame.data.readableBytesView)
        guard frame.fin else { return nil }
        defer {
            bytes = []
            begun = nil
        }
        return begun == .text ? .text(bytes) : nil
    }
}
