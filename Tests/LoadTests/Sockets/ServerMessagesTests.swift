// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket
import Testing

@testable import LoadKit

@Suite("ServerMessages, RFC 6455 §5") struct ServerMessagesTests {
    private var messages = ServerMessages()

    private func frame(
        _ opcode: WebSocketOpcode, _ text: String, fin: Bool = true, mask: WebSocketMaskingKey? = nil
    ) -> WebSocketFrame {
        WebSocketFrame(fin: fin, opcode: opcode, maskKey: mask, data: ByteBuffer(string: text))
    }

    @Test mutating func `fragments are one message, whatever control frames stand between them`() {
        #expect(messages.take(frame(.text, "Hel", fin: false)) == nil)
        #expect(messages.take(frame(.ping, "there?")) == .ping(Array("there?".utf8)))
        #expect(messages.take(frame(.continuation, "l", fin: false)) == nil)
        #expect(messages.take(frame(.continuation, "o")) == .text(Array("Hello".utf8)))
        #expect(messages.take(frame(.text, "again")) == .text(Array("again".utf8)))
    }

    @Test mutating func `binary messages and pongs come to nothing`() {
        #expect(messages.take(frame(.binary, "1", fin: false)) == nil)
        #expect(messages.take(frame(.continuation, "2")) == nil)
        #expect(messages.take(frame(.pong, "")) == nil)
        #expect(messages.take(frame(.text, "text")) == .text(Array("text".utf8)))
    }

    @Test mutating func `a close frame has a code or none`() {
        #expect(messages.take(frame(.connectionClose, "\u{3}\u{69}")) == .close(0x369))
        #expect(messages.take(frame(.connectionClose, "")) == .close(nil))
    }

    @Test mutating func `what no server may send is a violation`() {
        #expect(messages.take(frame(.continuation, "stray")) == .violation)
        #expect(messages.take(frame(.text, "masked", mask: [1, 2, 3, 4])) == .violation)
        #expect(messages.take(frame(.text, "begun", fin: false)) == nil)
        #expect(messages.take(frame(.text, "another")) == .violation)
    }
}
