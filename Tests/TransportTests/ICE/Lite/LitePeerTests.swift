// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

/// Transports on a shared port, toward full agents of libnice.
@Suite("PeerTransport on a shared port") struct LitePeerTests {
    /// A client of the port's, connected to a peer on it.
    private func connectedPair(
        _ port: MediaPort,
        consent: Bool = true,
        on bench: isolated Bench
    ) async throws -> (client: TestPeer, peer: TestPeer) {
        let client = try bench.peer(DTLSIdentity.generate(), controlling: true)
        let peer = try bench.peer(DTLSIdentity.generate(), port: port, consent: consent)
        try await connect(client, peer, firstIsClient: true, on: bench)
        return (client, peer)
    }

    @Test(arguments: [true, false])
    func `two connect in either role and exchange media`(_ clientIsDTLSClient: Bool) async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let client = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let peer = try bench.peer(DTLSIdentity.generate(), port: port)
            try await connect(client, peer, firstIsClient: clientIsDTLSClient, on: bench)
            for number in 0..<60 as Range<UInt16> {
                client.send(number, bytes: 1_100)
                peer.send(number, bytes: number % 7 == 0 ? 900 : 1_000)
            }
            let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 1]
            client.transport.sendRTCP(report.span)
            peer.transport.sendRTCP(report.span)
            #expect(await bench.wait { client.packets.count == 60 && peer.packets.count == 60 })
            #expect(await bench.wait { client.compounds == [report] && peer.compounds == [report] })
            #expect(client.numbers == Array(0..<60) && peer.numbers == Array(0..<60))
            #expect(peer.transport.statistics.drops.total == 0)
            #expect(client.transport.statistics.drops.total == 0)
            #expect(peer.candidates.map(\.port) == [port.port])
        }
    }

    @Test func `IPv6 works as well`() async throws {
        try await Bench.run { bench in
            let six = ICEConfiguration(localAddresses: ["::1"])
            let port = try bench.port(six)
            let client = try bench.peer(DTLSIdentity.generate(), ice: six, controlling: true)
            let peer = try bench.peer(DTLSIdentity.generate(), port: port)
            try await connect(client, peer, firstIsClient: true, on: bench)
            for number in 0..<20 as Range<UInt16> {
                client.send(number, bytes: 1_000)
                peer.send(number, bytes: 1_000)
            }
            #expect(await bench.wait { client.packets.count == 20 && peer.packets.count == 20 })
        }
    }

    @Test func `a client that thinks it is controlled is told otherwise`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let client = try bench.peer(DTLSIdentity.generate(), controlling: false)
            let peer = try bench.peer(DTLSIdentity.generate(), port: port)
            try await connect(client, peer, firstIsClient: true, on: bench)
            #expect(port.statistics.checksRefused > 0)
        }
    }

    @Test func `sixteen peers share a socket and its system calls`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let identity = try DTLSIdentity.generate()
            var pairs: [(client: TestPeer, peer: TestPeer)] = []
            for _ in 0..<TransportLimits.peersPerSender {
                let client = try bench.peer(identity, controlling: true)
                let peer = try bench.peer(identity, port: port)
                try await connect(client, peer, firstIsClient: true, on: bench)
                pairs.append((client, peer))
            }
            await bench.pass(milliseconds: 20)
            let before = bench.loop.sendStatistics
            for (_, peer) in pairs {
                for number in 0..<10 as Range<UInt16> { peer.send(number, bytes: 1_000) }
            }
            let last = pairs
            #expect(await bench.wait { last.allSatisfy { $0.client.packets.count == 10 } })
            let after = bench.loop.sendStatistics
            #expect(after.datagrams - before.datagrams == 160)
            if SegmentationOffload.isAvailable {
                #expect(after.messages - before.messages == 16)
                #expect(after.calls - before.calls == 1)
            }
        }
    }

    @Test func `ICE restarts under flowing media without a loss`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let (client, peer) = try await connectedPair(port, on: bench)
            var number: UInt16 = 0
            let ticker = bench.loop.scheduleRepeating(milliseconds: 1) {
                client.send(number)
                peer.send(number)
                number += 1
            }
            for round in 1...3 {
                await bench.pass(milliseconds: 20)
                let offered = try client.transport.restartICE()
                let answered = try peer.transport.restartICE()
                #expect(offered != client.credentials && answered != peer.credentials, "round \(round)")
                await bench.pass(milliseconds: 30)
                #expect(peer.transport.state.phase == .restarting)
                peer.transport.setRemoteAfterRestart(offered, candidates: client.candidates)
                client.transport.setRemoteAfterRestart(answered, candidates: peer.candidates)
                let areConnected = await bench.wait {
                    client.transport.state.phase == .connected && peer.transport.state.phase == .connected
                }
                #expect(areConnected)
            }
            ticker.cancel()
            let sent = number
            #expect(await bench.wait { client.packets.count == sent && peer.packets.count == sent })
            #expect(client.numbers == Array(0..<sent))
            #expect(client.closings.isEmpty && peer.closings.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `either side may close, and the other hears of it`(_ clientCloses: Bool) async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let (client, peer) = try await connectedPair(port, on: bench)
            let (leaver, other) = clientCloses ? (client, peer) : (peer, client)
            let goodbye: [UInt8] = [0x80, 203, 0, 1, 0, 0, 0, 1]
            leaver.transport.sendRTCP(goodbye.span)
            leaver.transport.close()
            #expect(await bench.wait { other.closings == [.closedByPeer] })
            #expect(other.compounds == [goodbye])
        }
    }

    @Test func `closing inside a callback is safe`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let (client, peer) = try await connectedPair(port, on: bench)
            peer.onPacket = { [unowned peer] in peer.transport.close() }
            for number in 0..<10 as Range<UInt16> { client.send(number) }
            #expect(await bench.wait { peer.closings == [.closedByUs] })
            #expect(peer.packets.count == 1)
            #expect(await bench.wait { client.closings == [.closedByPeer] })
        }
    }

    @Test func `a peer that falls silent has lost our consent, one whose checks come has not`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let client = try bench.peer(DTLSIdentity.generate(), consent: false, controlling: true)
            let peer = try bench.peer(DTLSIdentity.generate(), port: port)
            peer.transport.consentMilliseconds = 500
            peer.transport.consentCheckMilliseconds = 20
            try client.gather()
            try peer.gather()
            // From the loop's own timer: a test's thread may have to wait for longer than consent lasts.
            let stranger = try #require(RawSocket())
            let check = Check(peer.credentials).bytes
            let ticker = bench.loop.scheduleRepeating(milliseconds: 10) {
                stranger.send(check, to: port.port)
            }
            try client.start(toward: peer, isDTLSClient: true)
            try peer.start(toward: client, isDTLSClient: false)
            try #require(await bench.wait { client.isConnected && peer.isConnected })
            let before = port.statistics.checksAnswered
            #expect(await bench.wait { port.statistics.checksAnswered >= before + 100 })
            #expect(peer.closings.isEmpty)
            ticker.cancel()
            #expect(await bench.wait { peer.closings == [.consentExpired] })
        }
    }

    @Test func `forged media and garbage by the peer's own path are counted and harm nothing`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let (client, peer) = try await connectedPair(port, on: bench)
            for number in 0..<100 as Range<UInt16> {
                client.sendRaw(head(number, ssrc: 1).span.bytes + [UInt8](repeating: 9, count: 60))
            }
            for byte in 4...255 as ClosedRange<UInt8> { client.sendRaw([byte, 0, 1, 2]) }
            client.send(1)
            #expect(await bench.wait { peer.numbers == [1] })
            #expect(peer.transport.statistics.drops[.notAuthentic] >= 100)
            #expect(peer.closings.isEmpty)
        }
    }
}
