// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A TCP connection to the relay under test, which sends what it is told and nothing else.
struct RawClient {
    private var incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outgoing: NIOAsyncChannelOutboundWriter<ByteBuffer>
    /// What came and was not asked for yet.
    private(set) var received: [UInt8] = []
    /// The relay has shut its side, or the connection broke.
    private(set) var isAtEnd = false

    /// Connects to `port` of this machine for as long as `body` runs.
    static func connect<Result: Sendable>(
        to port: Int, _ body: @Sendable (inout RawClient) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { incoming, outgoing in
            var client = RawClient(incoming: incoming.makeAsyncIterator(), outgoing: outgoing)
            return try await body(&client)
        }
    }

    private init(
        incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outgoing: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.incoming = incoming
        self.outgoing = outgoing
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outgoing.write(ByteBuffer(bytes: bytes))
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    /// Shuts our side.
    func finish() {
        outgoing.finish()
    }

    /// Reads until the relay ends the connection; gives all that came.
    mutating func readToEnd() async -> [UInt8] {
        while !isAtEnd {
            await readMore()
        }
        defer { received = [] }
        return received
    }

    /// Reads one response head, with the empty line.
    mutating func readHead() async -> String {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let start = received.indices.first(where: { received[$0...].starts(with: end) }) {
                defer { received.removeFirst(start + 4) }
                return String(decoding: received[..<(start + 4)], as: UTF8.self)
            }
            guard !isAtEnd else { return "" }
            await readMore()
        }
    }

    /// Reads one response with its body of a known length.
    mutating func readResponse() async -> (head: String, body: String) {
        let head = await readHead()
        let field = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        let length = field.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
        while received.count < length, !isAtEnd {
            await readMore()
        }
        defer { received.removeFirst(min(length, received.count)) }
        return (head, String(decoding: received.prefix(length), as: UTF8.self))
    }

    /// Reads `count` frames, fewer at the end of the connection.
    mutating func readFrames(_ count: Int) async -> [Frames.Received] {
        while let frames = Frames.received(received) {
            if frames.count >= count || isAtEnd {
                let taken = frames.prefix(count)
                let bytes = taken.reduce(0) { sum, frame in
                    let length = frame.payload.count
                    return sum + length + (length < 126 ? 2 : length < 65_536 ? 4 : 10)
                }
                received.removeFirst(bytes)
                return Array(taken)
            }
            await readMore()
        }
        return []
    }

    private mutating func readMore() async {
        do {
            guard let buffer = try await incoming.next() else {
                isAtEnd = true
                return
            }
            received += buffer.readableBytesView
        } catch {
            isAtEnd = true
        }
    }
}
