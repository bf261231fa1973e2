// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

/// Transports with the client's agent, toward either of the server's.
@Suite("PeerTransport of a client") struct ClientPeerTests {
    static let client = ICEConfiguration(agent: .client, localAddresses: ["127.0.0.1", "::1"])

    /// A client and a server that is lite, on a shared port, or full.
    private func pair(
        _ isLite: Bool, consent: Bool = true, on bench: isolated Bench
    ) throws -> (client: TestPeer, server: TestPeer) {
        let client = try bench.peer(DTLSIdentity.generate(), ice: Self.client, controlling: true)
        let port = isLite ? try bench.port() : nil
        return (client, try bench.peer(DTLSIdentity.generate(), port: port, consent: consent))
    }

    @Test(arguments: [true, false], [true, false])
    func `two connect in either role and exchange media`(_ isLite: Bool, _ isDTLSClient: Bool) async throws {
        try await Bench.run { bench in
            let (client, server) = try pair(isLite, on: bench)
            try await connect(client, server, firstIsClient: isDTLSClient, on: bench)
            for number in 0..<60 as Range<UInt16> {
                client.send(number, bytes: 1_100)
                server.send(number, bytes: number % 7 == 0 ? 900 : 1_000)
            }
            #expect(await bench.wait { client.packets.count == 60 && server.packets.count == 60 })
            #expect(client.numbers == Array(0..<60) && server.numbers == Array(0..<60))
            #expect(client.transport.statistics.drops.total == 0)
            #expect(server.transport.statistics.drops.total == 0)
        }
    }

    @Test func `a server of both families is reached by one of them`() async throws {
        try await Bench.run { bench in
            let port = try bench.port(ICEConfiguration(localAddresses: ["::1", "127.0.0.1"]))
            let client = try bench.peer(DTLSIdentity.generate(), ice: Self.client, controlling: true)
            let server = try bench.peer(DTLSIdentity.generate(), port: port)
            try await connect(client, server, firstIsClient: true, on: bench)
            client.send(1)
            server.send(2)
            #expect(await bench.wait { server.numbers == [1] && client.numbers == [2] })
        }
    }

    @Test func `without an address it sends from any, and the server finds it`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let client = try bench.peer(
                DTLSIdentity.generate(), ice: ICEConfiguration(agent: .client), controlling: true
            )
            let server = try bench.peer(DTLSIdentity.generate(), port: port)
            try await connect(client, server, firstIsClient: true, on: bench)
            #expect(client.candidates.isEmpty)
        }
    }

    @Test func `candidates that answer nothing hold nobody up`() async throws {
        try await Bench.run { bench in
            let (client, server) = try pair(true, on: bench)
            try client.gather()
            try server.gather()
            let silent = try #require(RawSocket())
            var wrong = server.candidates[0]
            (wrong.port, wrong.priority) = (silent.port, .max)
            try server.start(toward: client, isDTLSClient: false)
            try client.start(
                toward: server, isDTLSClient: true, candidates: [wrong] + server.candidates
            )
            #expect(await bench.wait { client.isConnected && server.isConnected })
        }
    }

    @Test(arguments: [true, false])
    func `ICE restarts under flowing media without a loss`(_ isLite: Bool) async throws {
        try await Bench.run { bench in
            let (client, server) = try pair(isLite, on: bench)
            try await connect(client, server, firstIsClient: true, on: bench)
            var number: UInt16 = 0
            let ticker = bench.loop.scheduleRepeating(milliseconds: 1) {
                client.send(number)
                server.send(number)
                number += 1
            }
            for _ in 1...3 {
                await bench.pass(milliseconds: 20)
                let offered = try client.transport.restartICE()
                let answered = try server.transport.restartICE()
                server.transport.setRemoteAfterRestart(offered, candidates: client.candidates)
                client.transport.setRemoteAfterRestart(answered, candidates: server.candidates)
                let areConnected = await bench.wait {
                    client.transport.state.phase == .connected && server.transport.state.phase == .connected
                }
                #expect(areConnected)
            }
            ticker.cancel()
            let sent = number
            #expect(await bench.wait { client.packets.count == sent && server.packets.count == sent })
            #expect(client.numbers == Array(0..<sent))
        }
    }

    @Test func `what strangers send is nobody's`() async throws {
        try await Bench.run { bench in
            let (client, server) = try pair(true, on: bench)
            try await connect(client, server, firstIsClient: true, on: bench)
            let port = try #require(client.candidates.first?.port)
            let stranger = try #require(RawSocket())
            stranger.send([0x80, 0x60] + [UInt8](repeating: 0, count: 40), to: port)
            stranger.send([22, 254, 253, 0], to: port)
            stranger.send([0, 1, 0, 0], to: port)
            var forged = Check(client.credentials)
            forged.password = "0123456789012345678901"
            stranger.send(forged.bytes, to: port)
            server.send(1)
            #expect(await bench.wait { client.numbers == [1] })
            #expect(client.transport.statistics.drops.total == 0)
            #expect(stranger.receive() == nil)
        }
    }

    @Test(arguments: [true, false])
    func `either side may close, and the other hears of it`(_ clientCloses: Bool) async throws {
        try await Bench.run { bench in
            let (client, server) = try pair(true, on: bench)
            try await connect(client, server, firstIsClient: true, on: bench)
            let (leaver, other) = clientCloses ? (client, server) : (server, client)
            leaver.transport.close()
            #expect(await bench.wait { other.closings == [.closedByPeer] })
        }
    }
}
