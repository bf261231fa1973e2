// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Who hears what comes over a ``LoadSocket``; everything on the socket's event loop.
protocol LoadSocketDelegate: AnyObject {
    /// It is open: something may be sent.
    func socketDidOpen(_ socket: LoadSocket)
    /// A whole text message came.
    func socket(_ socket: LoadSocket, didReceive text: [UInt8])
    /// It is gone; `code` is that of the server's close frame, if there was one.
    func socketDidClose(_ socket: LoadSocket, code: UInt16?)
}

/// One WebSocket as its client has it (RFC 6455): whole text messages in, masked frames out, pings answered.
///
/// A handler in the pipeline of its connection, so that thousands of them cost no task each. What is written to the channel
/// are texts, and to close the channel is to say goodbye. It holds its delegate until it is closed.
final class LoadSocket: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = [UInt8]
    typealias OutboundOut = WebSocketFrame

    private var delegate: (any LoadSocketDelegate)?
    private var context: ChannelHandlerContext?
    private var messages = ServerMessages()
    private var closeCode: UInt16?
    private var isClosing = false

    init(delegate: any LoadSocketDelegate) {
        self.delegate = delegate
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    /// What the pipeline is told once it is rid of HTTP; before, nothing may be written.
    struct DidUpgrade: Sendable {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is DidUpgrade { delegate?.socketDidOpen(self) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch messages.take(unwrapInboundIn(data)) {
        case .text(let text)?: delegate?.socket(self, didReceive: text)
        case .ping(let payload)?: write(.pong, payload)
        case .close(let code)?:
            closeCode = code
            finish(code ?? Self.goodbye)
        case .violation?: finish(Self.protocolError)
        case nil: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        delegate?.socketDidClose(self, code: closeCode)
        delegate = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(wrapOutboundOut(frame(.text, unwrapOutboundIn(data))), promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        finish(Self.goodbye)
        context.channel.closeFuture.cascade(to: promise)
    }

    /// Sends a text message; nothing happens once the socket is closed.
    func send(_ text: [UInt8]) {
        guard !isClosing else { return }
        write(.text, text)
    }

    /// Says goodbye; the server shuts the connection.
    func close() {
        finish(Self.goodbye)
    }

    // MARK: - Frames

    private static let goodbye: UInt16 = 1_000
    private static let protocolError: UInt16 = 1_002
    /// For the server to shut the connection, after which we do.
    private static let patience = TimeAmount.seconds(2)

    /// Once: whoever got the other side's close frame answers with his own (RFC 6455 §5.5.1).
    private func finish(_ code: UInt16) {
        guard !isClosing, let context else { return }
        isClosing = true
        write(.connectionClose, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)])
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    private func write(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
        context?.writeAndFlush(wrapOutboundOut(frame(opcode, payload)), promise: nil)
    }

    /// RFC 6455 §5.3: a client masks each frame with a key of its own.
    private func frame(_ opcode: WebSocketOpcode, _ payload: [UInt8]) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: payload))
    }
}
