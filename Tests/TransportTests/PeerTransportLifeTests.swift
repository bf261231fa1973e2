// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

/// How transports end, restart and fail.
@Suite("PeerTransport's life") struct PeerTransportLifeTests {
    @Test(arguments: [true, false])
    func `either side may close, and the other hears of it`(_ clientCloses: Bool) async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try await connect(first, second, firstIsClient: clientCloses, on: bench)
            let goodbye: [UInt8] = [0x80, 203, 0, 1, 0, 0, 0, 1]
            first.transport.sendRTCP(goodbye.span)
            first.transport.close()
            first.transport.close()
            #expect(first.closings == [.closedByUs])
            #expect(await bench.wait { second.closings == [.closedByPeer] })
            #expect(second.compounds == [goodbye])
            first.send(1)
            #expect(first.transport.statistics.drops[.notKeyed] == 1)
        }
    }

    @Test func `closing inside a callback is safe`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try await connect(first, second, firstIsClient: true, on: bench)
            second.onPacket = { [unowned second] in second.transport.close() }
            for number in 0..<10 as Range<UInt16> { first.send(number) }
            #expect(await bench.wait { second.closings == [.closedByUs] })
            #expect(second.packets.count == 1)
            #expect(await bench.wait { first.closings == [.closedByPeer] })
        }
    }

    @Test func `closing at the moment of connecting is safe`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            second.onConnect = { [unowned second] in second.transport.close() }
            try first.gather()
            try second.gather()
            try first.start(toward: second, isDTLSClient: true)
            try second.start(toward: first, isDTLSClient: false)
            #expect(await bench.wait { second.closings == [.closedByUs] })
        }
    }

    @Test func `ICE restarts under flowing media without a loss`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try await connect(first, second, firstIsClient: true, on: bench)
            var number: UInt16 = 0
            let ticker = bench.loop.scheduleRepeating(milliseconds: 1) {
                first.send(number)
                second.send(number)
                number += 1
            }
            for round in 1...3 {
                await bench.pass(milliseconds: 20)
                let offered = try first.transport.restartICE()
                let answered = try second.transport.restartICE()
                #expect(offered != first.credentials, "round \(round)")
                await bench.pass(milliseconds: 30)
                second.transport.setRemoteAfterRestart(offered, candidates: first.candidates)
                first.transport.setRemoteAfterRestart(answered, candidates: second.candidates)
                let areConnected = await bench.wait {
                    first.transport.state.phase == .connected
                        && second.transport.state.phase == .connected
                }
                #expect(areConnected)
            }
            ticker.cancel()
            let sent = number
            #expect(await bench.wait { first.packets.count == sent && second.packets.count == sent })
            #expect(first.numbers == Array(0..<sent))
            #expect(first.closings.isEmpty && second.closings.isEmpty)
        }
    }

    @Test func `a peer that falls silent has lost our consent`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), consent: false, controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            second.transport.consentMilliseconds = 50
            second.transport.consentCheckMilliseconds = 10
            try await connect(first, second, firstIsClient: true, on: bench)
            // Neither has anything to say, and the first check is seconds away.
            #expect(await bench.wait { second.closings == [.consentExpired] })
        }
    }

    @Test func `a stranger's datagrams don't keep a peer that fell silent`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), consent: false, controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            second.transport.consentMilliseconds = 1_500
            second.transport.consentCheckMilliseconds = 10
            try await connect(first, second, firstIsClient: true, on: bench)
            let stranger = try #require(RawSocket())
            let port = try #require(second.candidates.first).port
            let ended = await bench.wait {
                stranger.send([1, 2, 3], to: port)
                return second.closings == [.consentExpired]
            }
            #expect(ended)
        }
    }

    @Test func `a peer that owes no consent may be silent`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), consent: false, controlling: true)
            let second = try bench.peer(DTLSIdentity.generate(), consent: false)
            second.transport.consentMilliseconds = 50
            second.transport.consentCheckMilliseconds = 10
            try await connect(first, second, firstIsClient: true, on: bench)
            await bench.pass(milliseconds: 300)
            #expect(second.closings.isEmpty)
            let before = second.transport.lastReceived
            first.send(1)
            #expect(await bench.wait { second.transport.lastReceived > before })
        }
    }

    @Test func `a full port range is an error, and room again after a close`() async throws {
        try await Bench.run { bench in
            let port = try Self.freePort()
            let ice = ICEConfiguration(localAddresses: ["127.0.0.1"], portRange: port...port)
            let first = try bench.peer(DTLSIdentity.generate(), ice: ice)
            try first.gather()
            #expect(first.candidates.map(\.port) == [port])
            #expect(throws: TransportError.portsExhausted) { try bench.peer(first.identity, ice: ice) }
            first.transport.close()
            let second = try bench.peer(first.identity, ice: ice)
            try second.gather()
            #expect(second.candidates.map(\.port) == [port])
        }
    }

    @Test func `a port of somebody else is passed over, and a range of such is exhausted`() async throws {
        try await Bench.run { bench in
            let taken = try #require(RawSocket())
            let ice = ICEConfiguration(localAddresses: ["127.0.0.1"], portRange: taken.port...taken.port)
            let peer = try bench.peer(DTLSIdentity.generate(), ice: ice)
            #expect(throws: TransportError.portsExhausted) { try peer.gather() }

            let upper = taken.port == .max ? taken.port : taken.port + 1
            let lower = taken.port == .max ? taken.port - 1 : taken.port
            let wider = ICEConfiguration(localAddresses: ["127.0.0.1"], portRange: lower...upper)
            let other = try bench.peer(DTLSIdentity.generate(), ice: wider)
            try other.gather()
            #expect(other.candidates.first?.port != taken.port)
        }
    }

    @Test func `one port serves all local addresses`() async throws {
        try await Bench.run { bench in
            let port = try Self.freePort()
            let ice = ICEConfiguration(
                localAddresses: ["127.0.0.1", "127.0.0.2", "::1"], portRange: port...port
            )
            let peer = try bench.peer(DTLSIdentity.generate(), ice: ice)
            try peer.gather()
            #expect(Set(peer.candidates.map(\.address)) == ["127.0.0.1", "127.0.0.2", "::1"])
            #expect(Set(peer.candidates.map(\.port)) == [port])
        }
    }

    @Test func `an address of others can't be bound, and no address is an error at once`() async throws {
        try await Bench.run { bench in
            let foreign = ICEConfiguration(localAddresses: ["192.0.2.1"])
            let peer = try bench.peer(DTLSIdentity.generate(), ice: foreign)
            #expect(throws: TransportError.bindFailed) { try peer.gather() }
            let nonsense = ICEConfiguration(localAddresses: ["localhost"])
            #expect(throws: TransportError.invalidAddress("localhost")) {
                try bench.peer(DTLSIdentity.generate(), ice: nonsense)
            }
        }
    }

    @Test func `a STUN server that doesn't answer holds nobody up for more than two seconds`() async throws {
        try await Bench.run { bench in
            let silent = try #require(RawSocket())
            let ice = ICEConfiguration(
                localAddresses: ["127.0.0.1"],
                stun: ICEConfiguration.STUNServer(host: "127.0.0.1", port: silent.port)
            )
            let peer = try bench.peer(DTLSIdentity.generate(), ice: ice)
            var found: [ICECandidate]?
            peer.transport.gather { result in
                if case .success((_, let candidates)) = result { found = candidates }
            }
            #expect(found == nil)
            #expect(await bench.wait(seconds: 3) { found != nil })
            #expect(found?.map(\.type) == [.host])
        }
    }

    /// A port below those that the kernel gives to whoever asks for any.
    private static func freePort() throws -> UInt16 {
        let ports = (20_000..<30_000).shuffled().lazy.map(UInt16.init)
        return try #require(ports.first { RawSocket(port: $0) != nil })
    }
}
