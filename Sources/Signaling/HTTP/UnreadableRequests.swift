// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Gives the refusals of requests that can't be read as HTTP the body that all our errors have.
///
/// The server below answers such a request with an empty 400 and closes; it does so after what was asked before on the
/// connection is answered, so that this handler only fills in. On the connection's event loop.
final class UnreadableRequests: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let body = (try? JSONMessage.encode(Problem(.unreadable))) ?? []
    /// Whether nothing more can be read here.
    private var isBroken = false

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError:
            isBroken = true
            context.fireErrorCaught(error)
        case is ChannelError, is IOError:
            context.fireErrorCaught(error)
        default:
            // A head that is HTTP/1.1, yet no request: told like what isn't HTTP.
            isBroken = true
            context.fireErrorCaught(HTTPParserError.unknown)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isBroken, case .head(var head) = unwrapOutboundIn(data), head.status == .badRequest,
            head.headerFields[.contentLength] == "0"
        else {
            context.write(data, promise: promise)
            return
        }
        head.headerFields[.contentLength] = "\(Self.body.count)"
        head.headerFields[.contentType] = Problem.mediaType
        head.headerFields[.cacheControl] = "no-store"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: Self.body))), promise: nil)
    }
}
