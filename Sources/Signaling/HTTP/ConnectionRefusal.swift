// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers 503 on a connection beyond the bound and closes it; health, readiness and metrics are told all the same.
///
/// On the connection's event loop.
final class ConnectionRefusal: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private static let always: Set = ["/healthz", "/readyz", "/metrics"]
    private static let body =
        (try? JSONMessage.encode(
            Problem(.exhausted, detail: "The relay has as many connections as it may have.")
        )) ?? []

    private let retryAfter: Duration
    private var isRefused = false

    init(retryAfter: Duration) {
        self.retryAfter = retryAfter
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        if case .head(let head) = unwrapInboundIn(data), !Self.always.contains(head.path ?? "") {
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
