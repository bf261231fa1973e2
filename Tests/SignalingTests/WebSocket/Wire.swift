// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOWebSocket

@testable import Signaling

/// A WebSocket's handlers on a channel without a network, with a clock that the test moves.
final class Wire {
    let channel = EmbeddedChannel()
    let owner: RecordingOwner
    let metrics = PrometheusMetrics()
    /// What reaches the network's side.
    private let network = NetworkSide()

    init(_ owner: RecordingOwner = RecordingOwner(), limits: SocketLimits = SocketLimits()) throws {
        self.owner = owner
        let socket = Socket(from: .v4("192.0.2.1"), limits: limits, on: channel.eventLoop)
        let log = SocketLog(logger: .silent, factory: metrics)
        channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 1), promise: nil)
        try channel.pipeline.syncOperations.addHandlers([
            network,
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes)),
            SocketHandler(socket, owner: owner, limits: limits, log: log),
        ])
    }

    /// The client's bytes arrive, in one batch.
    func receive(_ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        channel.embeddedEventLoop.run()
    }

    /// The frames that were flushed since this was asked.
    func sent() throws -> [Frames.Received]? {
        channel.embeddedEventLoop.run()
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            bytes += buffer.readableBytesView
        }
        return Frames.received(bytes)
    }

    /// The client takes nothing more, or goes on.
    func setWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.run()
    }

    func pass(_ time: Duration) {
        channel.embeddedEventLoop.advanceTime(by: .nanoseconds(time.wholeNanoseconds))
    }

    func fire(_ event: some Sendable) {
        channel.pipeline.fireUserInboundEventTriggered(event)
        channel.embeddedEventLoop.run()
    }

    var isCut: Bool { network.closed.contains(.all) }
    var outputIsClosed: Bool { network.closed.contains(.output) }
    var flushes: Int { network.flushes }
    var reads: Int { network.reads }

    /// Ends the test's channel, whatever is left in it.
    func end() {
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}

/// Counts what reaches the network's side; half-closing, which an embedded channel can't, succeeds.
private final class NetworkSide: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    var closed: [CloseMode] = []
    var flushes = 0
    var reads = 0

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        closed.append(mode)
        if mode == .all {
            context.close(mode: mode, promise: promise)
        } else {
            promise?.succeed()
        }
    }

    func flush(context: ChannelHandlerContext) {
        flushes += 1
        context.flush()
    }

    func read(context: ChannelHandlerContext) {
        reads += 1
        context.read()
    }
}
