// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The address of a relay's WebSocket (docs/protocol.md, "The socket"), and the way to it.
struct SocketEndpoint: Sendable {
    private static let path = "/v1/socket"
    private static let subprotocol = "longwave.v1"
    private static let patience = TimeAmount.seconds(10)

    let host: String
    let port: Int

    /// - Parameter base: the server's address, `http` only: the generator has no TLS of its own for sockets.
    /// - Throws: ``LoadError/noSocketAddress(_:)``.
    init(_ base: String) throws {
        guard let url = URL(string: base), let host = url.host(), url.scheme == "http" else {
            throw LoadError.noSocketAddress(base)
        }
        self.host = host
        port = url.port ?? 80
    }

    /// Connects on an event loop and upgrades; `delegate` is called there, and soon hears that the socket is open.
    ///
    /// - Returns: the socket's channel, to which texts can be written from any thread; see ``LoadSocket``.
    func connect(
        on eventLoop: any EventLoop, delegate: @escaping @Sendable () -> any LoadSocketDelegate
    ) async throws -> any Channel {
        let upgraded = try await ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.patience)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: .init(upgradeConfiguration: upgrade(delegate))
                    )
                }
            }
        let channel = try await upgraded.get()
        channel.pipeline.fireUserInboundEventTriggered(LoadSocket.DidUpgrade())
        return channel
    }

    private func upgrade(
        _ delegate: @escaping @Sendable () -> any LoadSocketDelegate
    ) -> NIOTypedHTTPClientUpgradeConfiguration<any Channel> {
        let upgrader = NIOTypedWebSocketClientUpgrader<any Channel>(
            maxFrameSize: ServerMessages.limit,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LoadSocket(delegate: delegate()))
                    return channel
                }
            }
        )
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: Self.path,
            headers: ["Host": "\(host):\(port)", "Sec-WebSocket-Protocol": Self.subprotocol])
        return NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: head,
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeFailedFuture(LoadError.noSocket)
            }
        )
    }
}
