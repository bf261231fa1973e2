// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers 503 on connections beyond the bound and closes them; health, readiness and metrics are told all the same.
///
/// On the connection's event loop.
final class ConnectionLimit: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private static let always: Set = ["/healthz", "/readyz", "/metrics"]
    private static let body =
        (try? JSONMessage.encode(
            Problem(.exhausted, detail: "The relay has as many connections as it may have.")
        )) ?? []

    private let count: ConnectionCount
    private let retryAfter: Duration
    private var mayBeServed = true
    private var isRefused = false

    init(_ count: ConnectionCount, retryAfter: Duration) {
        self.count = count
        self.retryAfter = retryAfter
    }

    func handlerAdded(context: ChannelHandlerContext) {
        mayBeServed = count.add()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        count.remove()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        if !mayBeServed, case .head(let head) = unwrapInboundIn(data), !Self.always.contains(head.path ?? "")
        {
            refuse(context)
        } else {
            context.fireChannelRead(data)
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        var head = HTTPResponse(status: ProblemKind.exhausted.status)
        head.headerFields[.contentType] = Problem.mediaType
        head.headerFields[.contentLength] = "\(Self.body.count)"
        head.headerFields[.cacheControl] = "no-store"
        head.headerFields[.retryAfter] = "\(retryAfter.retrySeconds)"
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: Self.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
