// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// `/v1/socket`: which requests become WebSockets, and what the others are told.
struct SocketEndpoint: Sendable {
    let owner: any SocketOwner
    let gate: Gate
    let limits: SocketLimits
    let log: SocketLog

    /// What `Allow` says.
    static let methods = "GET"

    /// A request that may become a WebSocket.
    struct Admission: Sendable {
        /// As it came.
        let head: HTTPRequestHead
        /// Whom rate limits count.
        let address: AddressKey
        /// What is answered beside the key.
        let fields: HTTPHeaders
    }

    // MARK: Requests that become WebSockets

    /// Looks at a request's head, and counts it for its address. Nil: it is answered as any other request.
    func admit(_ head: HTTPRequestHead, on channel: any Channel) -> Admission? {
        // RFC 9110 §7.8: an Upgrade field in HTTP/1.0 is ignored.
        guard head.version == .http1_1, head.headers.contains(name: "Upgrade"),
            let request = try? HTTPRequest(head, secure: false, splitCookie: false),
            Route(path: request.pathAlone, defaultBroadcast: "") == .socket,
            case .acceptable(let subprotocol) = UpgradeRequest(request)
        else { return nil }
        let address = gate.address(request.headerFields, channel)
        guard gate.takes(.socket, from: address) else { return nil }
        let fields = subprotocol.map { [("Sec-WebSocket-Protocol", $0)] } ?? []
        return Admission(head: head, address: address, fields: HTTPHeaders(fields))
    }

    /// The fields of the 101 that answers the request (RFC 6455 §4.2.2).
    func handshake(_ admission: Admission, on channel: any Channel) -> EventLoopFuture<HTTPHeaders> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Void>(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(admission.fields) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
        return upgrader.buildUpgradeResponse(
            channel: channel, upgradeRequest: admission.head, initialResponseHeaders: HTTPHeaders()
        )
    }

    /// Has the system hold little that isn't sent: what waits, waits where newer and more urgent messages can pass.
    func prepare(_ channel: any Channel) {
        let marks = ChannelOptions.Types.WriteBufferWaterMark(
            low: limits.unsentBytes / 2, high: limits.unsentBytes)
        channel.setOption(.writeBufferWaterMark, value: marks).whenFailure { _ in }
        // tcp(7) on Linux: TCP_NOTSENT_LOWAT.
        let lowMark = ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: 25))
        channel.setOption(lowMark, value: SocketOptionValue(limits.unsentBytes)).whenFailure { _ in }
    }

    /// The end of the connection's pipeline once it is a WebSocket. On its event loop.
    func makeHandlers(_ admission: Admission, on eventLoop: any EventLoop) -> [any ChannelHandler] {
        let socket = Socket(from: admission.address, limits: limits, on: eventLoop)
        return [
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes)),
            SocketHandler(socket, owner: owner, limits: limits, log: log),
        ]
    }

    // MARK: Requests that don't

    /// Why `request` did not become a WebSocket.
    func refusal(_ request: Request, _ context: SignalingContext) -> HTTPProblem {
        guard request.method == .get else {
            return HTTPProblem(.methodNotAllowed, fields: [.allow: Self.methods])
        }
        switch UpgradeRequest(request.head) {
        case .refused(.key):
            return HTTPProblem(.badHandshake, detail: "Sec-WebSocket-Key is 16 bytes in Base64.")
        case .refused(.body): return HTTPProblem(.badHandshake, detail: "A handshake has no body.")
        case .refused(.subprotocol):
            return HTTPProblem(
                .badHandshake, detail: "The subprotocol is \(UpgradeRequest.subprotocol), if one is offered."
            )
        case .none, .refused(.version): return upgradeRequired
        case .acceptable:
            // Not admitted, so it came too often; or it stands behind another request, and can come again.
            do {
                try gate.limit(.socket, request, context)
                return upgradeRequired
            } catch {
                return error
            }
        }
    }

    /// RFC 9110 §15.5.22, RFC 6455 §4.4.
    private var upgradeRequired: HTTPProblem {
        HTTPProblem(
            .upgradeRequired,
            fields: [
                .upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: UpgradeRequest.version,
            ]
        )
    }
}

extension HTTPRequest {
    /// The path without the query.
    fileprivate var pathAlone: String {
        String((path ?? "").prefix { $0 != "?" })
    }
}
