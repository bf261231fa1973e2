// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection of the one port: HTTP, or a WebSocket from some request on.
struct SignalingChannel: HTTPChannelHandler {
    /// A connection that was taken.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// What its first request makes it.
        let purpose: EventLoopFuture<ConnectionPurpose>
    }

    let responder: Responder
    let pipeline: HTTPPipeline
    /// What takes WebSockets, if anything does.
    let sockets: SocketEndpoint?
    /// How many there are.
    let connections: ConnectionCount

    /// Begins a connection. On its event loop.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let purpose = channel.eventLoop.makePromise(of: ConnectionPurpose.self)
            let encoder = HTTPResponseEncoder()
            let decoder = pipeline.makeDecoder()
            let isServed = connections.add()
            channel.closeFuture.whenComplete { [connections] _ in connections.remove() }
            var pipeline = pipeline
            pipeline.refusedFor = isServed ? nil : connections.retryAfter
            let gate = UpgradeGate(
                pipeline: pipeline, sockets: isServed ? sockets : nil, encoder: encoder, decoder: decoder,
                purpose: purpose
            )
            try channel.pipeline.syncOperations.addHandlers([encoder, decoder, gate])
            return Value(channel: channel, purpose: purpose.futureResult)
        }
    }

    /// Sees a connection to its end. A WebSocket needs nothing here but that the server waits for it.
    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            switch try? await value.purpose.get() {
            case .http(let requests)?: await handleHTTP(asyncChannel: requests, logger: logger)
            case .socket?, nil: try? await value.channel.closeFuture.get()
            }
        } onCancel: {
            value.channel.close(mode: .input, promise: nil)
        }
    }
}
