// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPCompression

/// Compresses by gzip (RFC 1952).
///
/// zlib comes with SwiftNIO, as a handler for a connection's responses. So one response goes through a channel that
/// leads nowhere, and no C and nothing unsafe is needed here.
enum Gzip {
    /// `bytes`, compressed; throws what a channel throws.
    static func compress(_ bytes: [UInt8]) throws -> ByteBuffer {
        let channel = EmbeddedChannel(handler: HTTPResponseCompressor())
        try channel.writeInbound(
            HTTPServerRequestPart.head(
                HTTPRequestHead(
                    version: .http1_1, method: .GET, uri: "/", headers: ["accept-encoding": "gzip"])))
        channel.write(
            HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        var compressed = ByteBuffer()
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .body(.byteBuffer(var body)) = part {
                compressed.writeBuffer(&body)
            }
        }
        _ = try channel.finish()
        return compressed
    }
}
