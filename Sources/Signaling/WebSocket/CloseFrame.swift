// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// What a close frame says (RFC 6455 §5.5.1).
struct CloseFrame: Equatable, Sendable {
    /// Longest reason in bytes: a control frame has at most 125, and the code takes two.
    private static let longestReason = 123

    /// Why; nil if the frame is empty.
    let code: UInt16?
    /// The same for people; UTF-8.
    let reason: [UInt8]

    /// One of ours. A reason that is too long is cut between two characters.
    init(_ code: UInt16, _ reason: String) {
        precondition(CloseCode.isValid(code), "a close code of ours may be sent")
        self.code = code
        var text = reason
        while text.utf8.count > Self.longestReason {
            text.removeLast()
        }
        self.reason = Array(text.utf8)
    }

    /// A client's, from its unmasked payload.
    init(payload: [UInt8]) throws(SocketViolation) {
        guard !payload.isEmpty else {
            code = nil
            reason = []
            return
        }
        guard payload.count >= 2 else { throw .malformedClose }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard CloseCode.isValid(code) else { throw .malformedClose }
        let reason = Array(payload.dropFirst(2))
        guard reason.isUTF8 else { throw .invalidText }
        self.code = code
        self.reason = reason
    }

    /// The answer to this one of a client's: the code comes back (RFC 6455 §5.5.1), the reason doesn't.
    var echo: CloseFrame {
        CloseFrame(code: code, reason: [])
    }

    /// The whole frame as it is sent.
    var encoded: ByteBuffer {
        let bytes = code.map { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] } ?? []
        return ServerFrame.encode(.connectionClose, bytes + reason)
    }

    private init(code: UInt16?, reason: [UInt8]) {
        self.code = code
        self.reason = reason
    }
}
