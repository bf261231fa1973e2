// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// One WebSocket connection at the end of its channel's pipeline: frames in, whole messages to the owner,
/// what the ``Socket`` has queued out.
///
/// On the connection's event loop. A handler and no task: an idle client costs little more than its channel.
final class SocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes that are taken from the queue under one lock.
    private static let batch = 64 * 1_024

    private let socket: Socket
    private let owner: any SocketOwner
    private let limits: SocketLimits
    private let log: SocketLog
    private var assembler: MessageAssembler
    private var pace: ReadPace
    private var context: ChannelHandlerContext?

    /// Messages go to the owner; false from the moment that the end is known.
    private var isOpen = true
    /// The client's close frame came.
    private var clientHasClosed = false
    /// Ours is on its way; nothing is written after it.
    private var hasClosed = false
    /// Ours has left.
    private var closeIsSent = false
    /// Cuts the connection if the client doesn't end it.
    private var deadline: Scheduled<Void>?

    /// A connection of `socket` that answers to `owner`.
    init(_ socket: Socket, owner: any SocketOwner, limits: SocketLimits, log: SocketLog) {
        self.socket = socket
        self.owner = owner
        self.limits = limits
        self.log = log
        assembler = MessageAssembler(limit: limits.messageBytes)
        pace = ReadPace(limits)
    }

    // MARK: Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        socket.handler.value = self
        log.opened(socket)
        owner.socketDidOpen(socket)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave(CloseCode.abnormal)
        deadline?.cancel()
        socket.detach()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave(CloseCode.abnormal)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            socket.close(CloseCode.goingAway, "the relay stops")
        case ChannelEvent.inputClosed:
            // A client that has closed and shut its side still gets our close frame.
            guard !clientHasClosed || closeIsSent else { return }
            leave(CloseCode.abnormal)
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Tells the owner that it is over, once, and sees to it that the connection ends.
    private func leave(_ code: UInt16) {
        guard isOpen, let context else { return }
        isOpen = false
        deadline = context.eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(limits.closeDeadline.wholeNanoseconds)
        ) {
            // A channel is cut without a goodbye; whoever took our close frame has had the time to answer it.
            context.close(promise: nil)
        }
        log.closed(socket, code)
        owner.socketDidClose(socket)
    }

    // MARK: What the client sends

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard isOpen, socket.ending == nil else {
            if frame.opcode == .connectionClose {
                didReceiveClose()
            }
            return
        }
        do throws(SocketViolation) {
            try pace.count(frame, now: now(context))
            if let message = try assembler.take(frame) {
                receive(message)
            }
        } catch {
            socket.end(error.closeFrame, dropsQueue: true)
            drain()
        }
    }

    private func receive(_ message: IncomingMessage) {
        switch message {
        case .text(let text):
            owner.socket(socket, didReceive: text)
        case .binary(let bytes):
            owner.socket(socket, didReceiveBinary: bytes)
        case .ping(let payload):
            socket.send(SocketMessage(pong: payload))
        case .pong:
            break
        case .close(let frame):
            socket.end(frame.echo, dropsQueue: true)
            didReceiveClose()
        }
    }

    /// The client sends nothing more. The server ends the connection (RFC 6455 §7.1.1).
    private func didReceiveClose() {
        clientHasClosed = true
        drain()
        if closeIsSent {
            context?.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            socket.end(SocketViolation.tooBig.closeFrame, dropsQueue: true)
        case is NIOWebSocketError:
            socket.end(SocketViolation.malformedControlFrame.closeFrame, dropsQueue: true)
        case is ByteToMessageDecoderError:
            // What comes after a frame that couldn't be read is not looked at.
            break
        case is IOError, is ChannelError:
            leave(CloseCode.abnormal)
            context.close(promise: nil)
        default:
            socket.end(CloseFrame(CloseCode.internalError, "something went wrong here"), dropsQueue: true)
        }
    }

    // MARK: How fast it may

    func read(context: ChannelHandlerContext) {
        guard let wait = pace.wait(now: now(context)) else {
            context.read()
            return
        }
        // Nothing is read meanwhile, so nothing asks again; pongs wait too, as those of anybody on a full
        // line.
        context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.wholeNanoseconds)) { [self] in
            guard let context = self.context else { return }
            read(context: context)
        }
    }

    private func now(_ context: ChannelHandlerContext) -> Duration {
        .nanoseconds(context.eventLoop.now.uptimeNanoseconds)
    }

    // MARK: What the client gets

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        drain()
        context.fireChannelWritabilityChanged()
    }

    /// Writes what is queued as long as the client takes it.
    func drain() {
        guard let context, !hasClosed else { return }
        if let ending = socket.ending {
            leave(ending.code ?? CloseCode.none)
        }
        var hasWritten = false
        while context.channel.isWritable {
            let frames = socket.take(Self.batch)
            guard !frames.isEmpty else { break }
            for frame in frames {
                context.write(wrapOutboundOut(frame), promise: nil)
            }
            hasWritten = true
        }
        if socket.isFinished {
            finish(context)
        } else if hasWritten {
            context.flush()
        }
        if isOpen, socket.takeDrained() {
            owner.socketDidDrain(socket)
        }
    }

    /// The close frame was the last that was written. Only the output is closed: a client that still sends
    /// would else reset the connection and lose the frame (RFC 6455 §7.1.1).
    private func finish(_ context: ChannelHandlerContext) {
        hasClosed = true
        let end = context.writeAndFlush(wrapOutboundOut(ByteBuffer()))
        end.assumeIsolated().whenComplete { [self] _ in
            closeIsSent = true
            context.close(mode: clientHasClosed ? .all : .output, promise: nil)
        }
    }
}
