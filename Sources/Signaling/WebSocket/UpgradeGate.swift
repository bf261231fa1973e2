// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Stands behind a connection's HTTP decoder: turns the connection into a WebSocket when a request may have
/// one, and lets all others by.
///
/// Until the first request it also is what closes an idle or unreadable connection. NIO's own upgrade handler
/// takes the first request only and loses those that ask for another protocol; this one takes any that has no
/// other before it. On the connection's event loop.
final class UpgradeGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// No request came.
        case idle
        /// Requests are answered.
        case http
        /// A request that may become a WebSocket has come but for its end.
        case admitted(SocketEndpoint.Admission)
        /// The connection is being handed over; what still comes is no HTTP, and nobody's.
        case handingOver
        /// The last request came: what follows is not read.
        case last
    }

    private let pipeline: HTTPPipeline
    private let sockets: SocketEndpoint?
    private let encoder: HTTPResponseEncoder
    private let decoder: HTTPPipeline.RequestDecoder
    private let purpose: EventLoopPromise<ConnectionPurpose>

    private var state = State.idle
    /// Closes a connection without a request.
    private var idleTimer: Scheduled<Void>?
    /// What stands behind this for HTTP.
    private var rest: [any RemovableChannelHandler] = []
    /// Requests without an answer.
    private var unanswered = 0
    /// A request asked for another protocol and doesn't get it: NIO's decoder reads nothing after it, so the
    /// connection ends with its answer.
    private var closesAfterAnswer = false

    /// The gate of a connection whose codec is `encoder` and `decoder`; tells `purpose` what it is for.
    init(
        pipeline: HTTPPipeline,
        sockets: SocketEndpoint?,
        encoder: HTTPResponseEncoder,
        decoder: HTTPPipeline.RequestDecoder,
        purpose: EventLoopPromise<ConnectionPurpose>
    ) {
        self.pipeline = pipeline
        self.sockets = sockets
        self.encoder = encoder
        self.decoder = decoder
        self.purpose = purpose
    }

    // MARK: Before the first request, and the end

    func handlerAdded(context: ChannelHandlerContext) {
        let time = TimeAmount.nanoseconds(pipeline.idleTimeout.wholeNanoseconds)
        idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        idleTimer?.cancel()
        // Without effect if it was told before.
        purpose.fail(ChannelError.eof)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch (state, event) {
        case (.http, _), (.last, _):
            context.fireUserInboundEventTriggered(event)
        case (_, is ChannelShouldQuiesceEvent), (_, ChannelEvent.inputClosed):
            // Nobody else is there to see it.
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (state, error) {
        case (.admitted, _), (.handingOver, is IOError), (.handingOver, is ChannelError):
            context.close(promise: nil)
        case (.handingOver, _):
            // What came behind the handshake can't be read; it is nobody's anyway.
            break
        case (.idle, is HTTPParserError):
            // HTTP says what is wrong.
            beginHTTP(context)
            context.fireErrorCaught(error)
        default:
            context.fireErrorCaught(error)
        }
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .handingOver, .last: return
        case .idle, .http, .admitted: break
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            begin(head, context)
            guard case .http = state else { return }
            context.fireChannelRead(data)
        case .body:
            guard case .http = state else { return }
            context.fireChannelRead(data)
        case .end:
            end(data, context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if unanswered == 0, let admission = sockets?.admit(head, on: context.channel) {
            state = .admitted(admission)
            return
        }
        beginHTTP(context)
        unanswered += 1
        closesAfterAnswer = head.method == .CONNECT || head.headers.contains(name: "Upgrade")
    }

    private func end(_ data: NIOAny, _ context: ChannelHandlerContext) {
        if case .admitted(let admission) = state {
            state = .handingOver
            handOver(admission, context)
            return
        }
        context.fireChannelRead(data)
        if closesAfterAnswer {
            state = .last
        }
    }

    private func beginHTTP(_ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        state = .http
        idleTimer?.cancel()
        do {
            let (handlers, requests) = try pipeline.complete(context.channel)
            rest = handlers
            purpose.succeed(.http(requests))
        } catch {
            context.close(promise: nil)
        }
    }

    func read(context: ChannelHandlerContext) {
        if case .last = state { return }
        context.read()
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isLast = closesAfterAnswer && unanswered == 1
        switch unwrapOutboundIn(data) {
        case .head(var head) where isLast && head.status.code >= 200:
            head.headers.add(name: "Connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            unanswered -= 1
            guard isLast else {
                context.write(data, promise: promise)
                return
            }
            let written = promise ?? context.eventLoop.makePromise(of: Void.self)
            written.futureResult.assumeIsolated().whenComplete { _ in
                // The output only: a client that still sends would else reset the connection and lose the
                // answer.
                context.close(mode: .output, promise: nil)
            }
            context.write(data, promise: written)
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    // MARK: The WebSocket

    /// Takes the HTTP handlers out, answers, and puts the WebSocket's in. The decoder goes first, and later
    /// than in this call, since it is at work below; nothing of what it may still hold is looked at.
    private func handOver(_ admission: SocketEndpoint.Admission, _ context: ChannelHandlerContext) {
        guard let sockets else { return }
        let handlers = context.pipeline.syncOperations
        sockets.handshake(admission, on: context.channel)
            .assumeIsolated()
            .flatMap { [self] fields in
                handlers.removeHandler(decoder).map { fields }
            }
            .flatMap { fields in
                let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: fields)
                return context.writeAndFlush(Self.wrapOutboundOut(.head(head)))
            }
            .flatMap { [self] in
                handlers.removeHandler(encoder)
            }
            .flatMapThrowing { [self] in
                for handler in rest {
                    handlers.removeHandler(handler, promise: nil)
                }
                let added = sockets.makeHandlers(admission, on: context.eventLoop)
                try handlers.addHandlers(added, position: .after(self))
                idleTimer?.cancel()
                sockets.prepare(context.channel)
                purpose.succeed(.socket)
                handlers.removeHandler(self, promise: nil)
            }
            .whenFailure { _ in
                context.close(promise: nil)
            }
    }
}
