// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle
import Testing

@testable import Signaling

/// How WebSockets on a real port end, and what slow clients cost.
@Suite("WebSocket lifetimes", .serialized, .timeLimit(.minutes(2))) struct SocketLifetimeTests {
    // MARK: Stopping

    @Test func `graceful shutdown closes silent connections and WebSockets with 1001`() async throws {
        try await SocketRelay.run { relay in
            try await RawClient.connect(to: relay.port) { silent in
                try await relay.open { client in
                    let begun = ContinuousClock.now
                    await relay.group.triggerGracefulShutdown()
                    #expect(await client.readFrames(1).first?.code == 1_001)
                    try await client.send(Frames.clientClose(1_001))
                    #expect(await client.readToEnd().isEmpty)
                    #expect(ContinuousClock.now - begun < .seconds(30))
                }
                #expect(await silent.readToEnd().isEmpty)
            }
        }
    }

    @Test func `graceful shutdown does not wait for a client that ignores the close frame`() async throws {
        var limits = SocketLimits()
        limits.closeDeadline = .milliseconds(100)
        try await SocketRelay.run(.echo, limits: limits) { relay in
            try await relay.open { client in
                await relay.group.triggerGracefulShutdown()
                #expect(await client.readFrames(1).first?.code == 1_001)
                await eventually { relay.owner.events().last == .closed }
            }
        }
    }

    @Test func `cancellation ends open WebSockets too`() async throws {
        let owner = RecordingOwner()
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let service = try SocketRelay.service(owner) { announce.yield($0) }
        let running = Task { try await service.run() }
        let port = try #require(await ports.first { _ in true })
        try await RawClient.connect(to: port) { client in
            try await client.send(SocketRelay.handshake())
            #expect(await client.readHead().hasPrefix("HTTP/1.1 101 "))
            running.cancel()
            _ = await running.result
            _ = await client.readToEnd()
        }
        #expect(owner.events() == [.opened, .closed])
    }

    // MARK: Slow and vanished clients

    @Test func `a client that doesn't read is closed, its queue bounded, and others get everything`()
        async throws
    {
        var limits = SocketLimits()
        limits.queuedBytes = 1_000_000
        limits.closeDeadline = .milliseconds(100)
        try await SocketRelay.run(RecordingOwner(), limits: limits) { relay in
            try await relay.open { _ in
                // A client has its answer before the owner has the socket, and the order of both matters below.
                await eventually { relay.owner.sockets.count == 1 }
                try await relay.open { reader in
                    await eventually { relay.owner.sockets.count == 2 }
                    let sockets = relay.owner.sockets
                    let message = SocketMessage(text: [UInt8](repeating: 65, count: 10_000))
                    // What the system's buffers hold of one connection is a few megabytes at most.
                    for _ in 0..<100 {
                        for _ in 0..<30 {
                            for socket in sockets { socket.send(message) }
                        }
                        #expect(await reader.readFrames(30).count == 30)
                        #expect(sockets[0].queuedBytes <= 1_000_000)
                    }
                    await eventually { relay.owner.events(0).last == .closed }
                    #expect(relay.owner.events(1) == [.opened])
                }
            }
        }
    }

    @Test func `a client that vanishes within a message is closed`() async throws {
        try await SocketRelay.run { relay in
            try await relay.open { client in
                try await client.send(Array(Frames.client(text: "half").dropLast(2)))
                client.finish()
                #expect(await client.readToEnd().isEmpty)
            }
            await eventually { relay.owner.events() == [.opened, .closed] }
        }
    }

    @Test func `one message reaches many sockets`() async throws {
        try await SocketRelay.run(RecordingOwner()) { relay in
            try await withThrowingTaskGroup(of: String?.self) { clients in
                for _ in 0..<50 {
                    clients.addTask {
                        try await RawClient.connect(to: relay.port) { client in
                            try await client.send(SocketRelay.handshake())
                            _ = await client.readHead()
                            return await client.readFrames(1).first?.text
                        }
                    }
                }
                await eventually { relay.owner.sockets.count == 50 }
                let message = SocketMessage(text: Array("to all".utf8))
                for socket in relay.owner.sockets { socket.send(message) }
                for try await text in clients {
                    #expect(text == "to all")
                }
            }
            #expect(Set(relay.owner.sockets.map(\.id)).count == 50)
        }
    }
}
