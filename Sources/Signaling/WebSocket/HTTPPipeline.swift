// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The handlers of a connection that speaks HTTP, in two parts: what reads and writes bytes stands from the
/// beginning, the rest only when the first request is no WebSocket's, since it is most of what a connection
/// costs.
struct HTTPPipeline: Sendable {
    typealias AsyncChannel = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias RequestDecoder = ByteToMessageHandler<HTTPRequestDecoder>

    /// Time after which a connection without a request is closed.
    let idleTimeout: Duration
    let logger: Logger
    /// The time after which a client may try again, if there are too many connections to serve this one.
    var refusedFor: Duration?

    /// Reads requests, within the limits for heads.
    func makeDecoder() -> RequestDecoder {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerBytes
        limits.maxHeaderListSize = Limits.headerBytes
        limits.maxHeaderFieldCount = Limits.headerFields
        // RFC 6455 §4.1: no frame comes before the handshake is answered, so nothing left over is one.
        return ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
        )
    }

    /// Adds the rest, at the pipeline's end. Gives what has to go again if a later request becomes a
    /// WebSocket, and what requests are read from.
    func complete(_ channel: any Channel) throws -> ([any RemovableChannelHandler], AsyncChannel) {
        let refusal = refusedFor.map { [ConnectionRefusal(retryAfter: $0)] } ?? []
        let handlers: [any RemovableChannelHandler] =
            [HTTP1ToHTTPServerCodec(secure: false)] + refusal + [
                UnreadableRequests(),
                ExpectContinue(),
                HTTPConnectionStateHandler(idleTimeout: idleTimeout, logger: logger),
            ]
        try channel.pipeline.syncOperations.addHandlers(handlers)
        let requests = try AsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true)
        )
        return (handlers, requests)
    }
}
