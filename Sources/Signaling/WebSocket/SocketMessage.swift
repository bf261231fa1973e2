// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// A message to clients: encoded once, sent to any number of sockets without a copy.
struct SocketMessage: Sendable {
    /// The whole frame.
    let frame: ByteBuffer

    /// A text message; `text` is UTF-8.
    init(text: [UInt8]) {
        frame = ServerFrame.encode(.text, text)
    }

    /// A binary message.
    init(binary: [UInt8]) {
        frame = ServerFrame.encode(.binary, binary)
    }

    /// A binary message of two parts, which are copied once for all who get it.
    init(binary head: [UInt8], _ payload: ArraySlice<UInt8>) {
        frame = ServerFrame.encode(.binary, head, payload)
    }

    /// The answer to a ping (RFC 6455 §5.5.3): what it carried comes back.
    init(pong: [UInt8]) {
        frame = ServerFrame.encode(.pong, pong)
    }
}
