// SPDX-License-Identifier: Apache-2.0

/// What a client did that ends its connection.
enum SocketViolation: Error, Equatable, CaseIterable {
    /// RFC 6455 §5.2: no extension was agreed on that would use them.
    case reservedBits
    /// RFC 6455 §5.1.
    case unmasked
    /// RFC 6455 §5.2: none of the defined ones.
    case unknownOpcode
    /// RFC 6455 §5.5: longer than 125 bytes or fragmented.
    case malformedControlFrame
    /// RFC 6455 §5.4: nothing was begun.
    case strayContinuation
    /// RFC 6455 §5.4: another message was begun and not ended.
    case interruptedMessage
    /// RFC 6455 §5.5.1: one byte, or a code that can't be.
    case malformedClose
    /// RFC 6455 §8.1: text, or a close reason, that isn't UTF-8.
    case invalidText
    /// Longer than ``SocketLimits/messageBytes``.
    case tooBig
    /// More frames than ``SocketLimits/frames``.
    case tooFast

    /// What the connection is closed with.
    var closeFrame: CloseFrame {
        switch self {
        case .reservedBits: CloseFrame(CloseCode.protocolError, "reserved bits are set")
        case .unmasked: CloseFrame(CloseCode.protocolError, "a frame is not masked")
        case .unknownOpcode: CloseFrame(CloseCode.protocolError, "an unknown opcode")
        case .malformedControlFrame: CloseFrame(CloseCode.protocolError, "a malformed control frame")
        case .strayContinuation: CloseFrame(CloseCode.protocolError, "nothing to continue")
        case .interruptedMessage: CloseFrame(CloseCode.protocolError, "a message within another")
        case .malformedClose: CloseFrame(CloseCode.protocolError, "a malformed close frame")
        case .invalidText: CloseFrame(CloseCode.invalidData, "not UTF-8")
        case .tooBig: CloseFrame(CloseCode.tooBig, "the message is too big")
        case .tooFast: CloseFrame(CloseCode.tooFast, "too many messages")
        }
    }
}
