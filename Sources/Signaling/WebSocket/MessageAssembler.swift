// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Makes messages of a client's frames (RFC 6455 §5), and refuses what no client may send.
///
/// A value without a socket or a clock. Holds at most ``limit`` bytes, of the one message that is not whole
/// yet.
struct MessageAssembler {
    /// What a begun message is.
    private enum Kind {
        case text
        case binary
    }

    /// Most bytes of a message.
    let limit: Int
    /// The message that was begun, nil between messages.
    private var begun: Kind?
    /// What came of it.
    private var bytes: [UInt8] = []

    /// An assembler of messages of up to `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next frame. Gives the message that it ends, if it ends one.
    mutating func take(_ frame: WebSocketFrame) throws(SocketViolation) -> IncomingMessage? {
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { throw .reservedBits }
        guard frame.maskKey != nil else { throw .unmasked }
        switch frame.opcode {
        case .text: return try begin(.text, with: frame)
        case .binary: return try begin(.binary, with: frame)
        case .continuation: return try proceed(with: frame)
        case .ping, .pong, .connectionClose: return try control(frame)
        default: throw .unknownOpcode
        }
    }

    private mutating func begin(
        _ kind: Kind, with frame: WebSocketFrame
    ) throws(SocketViolation) -> IncomingMessage? {
        // RFC 6455 §5.4: fragments of one message are not interleaved with those of another.
        guard begun == nil else { throw .interruptedMessage }
        begun = kind
        return try append(frame, to: kind)
    }

    private mutating func proceed(with frame: WebSocketFrame) throws(SocketViolation) -> IncomingMessage? {
        guard let begun else { throw .strayContinuation }
        return try append(frame, to: begun)
    }

    private mutating func append(
        _ frame: WebSocketFrame, to kind: Kind
    ) throws(SocketViolation) -> IncomingMessage? {
        guard bytes.count + frame.length <= limit else { throw .tooBig }
        bytes.append(contentsOf: frame.unmaskedData.readableBytesView)
        guard frame.fin else { return nil }
        begun = nil
        let whole = bytes
        bytes = []
        switch kind {
        case .binary:
            return .binary(whole)
        case .text:
            // RFC 6455 §5.6: a fragment may end within a character, the message may not.
            guard whole.isUTF8 else { throw .invalidText }
            return .text(whole)
        }
    }

    /// Control frames may stand between the fragments of a message (RFC 6455 §5.4).
    private func control(_ frame: WebSocketFrame) throws(SocketViolation) -> IncomingMessage {
        guard frame.fin, frame.length <= 125 else { throw .malformedControlFrame }
        let payload = Array(frame.unmaskedData.readableBytesView)
        switch frame.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong
        default: return .close(try CloseFrame(payload: payload))
        }
    }
}
