// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

/// Two transports on one loop, over loopback sockets.
@Suite("PeerTransport") struct PeerTransportTests {
    @Test(arguments: [true, false], [SRTPProfile.aes128GCM, .aes128CMSHA1])
    func `two connect in either role under either profile and exchange media`(
        _ firstIsClient: Bool,
        _ profile: SRTPProfile
    ) async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity(profiles: [profile]), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try await connect(first, second, firstIsClient: firstIsClient, on: bench)
            #expect(first.transport.profile == profile)
            #expect(second.transport.profile == profile)

            for number in 0..<30 as Range<UInt16> {
                first.send(number, bytes: 1_100)
                second.send(number, bytes: 50)
            }
            let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 1]
            first.transport.sendRTCP(report.span)
            second.transport.sendRTCP(report.span)
            #expect(await bench.wait { second.packets.count == 30 && first.packets.count == 30 })
            #expect(await bench.wait { !second.compounds.isEmpty && !first.compounds.isEmpty })
            #expect(second.numbers == Array(0..<30))
            #expect(first.numbers == Array(0..<30))
            #expect(second.packets[7] == head(7, ssrc: 1).span.bytes + [UInt8](repeating: 7, count: 1_100))
            #expect(first.compounds == [report])
            #expect(second.transport.statistics.rtpReceived == 30)
            #expect(first.transport.statistics.rtpSent == 30)
            #expect(first.transport.statistics.drops.total == 0)
        }
    }

    @Test func `a generator may have payload types undecrypted`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try await connect(first, second, firstIsClient: true, on: bench)
            let sent: [UInt8] = head(5, ssrc: 1).span.bytes
            let payloadType = sent[1] & 0x7F
            second.transport.undecryptedPayloadTypes = 1 << UInt128(payloadType)
            first.send(5, bytes: 100)
            #expect(await bench.wait { second.packets.count == 1 })
            let packet = try #require(second.packets.first)
            #expect(Array(packet.prefix(sent.count)) == sent)
            #expect(packet.count == sent.count + 100 + SRTPProfile.aes128GCM.tagBytes)
            #expect(packet != sent + [UInt8](repeating: 5, count: 100))

            second.transport.undecryptedPayloadTypes = 1 << UInt128(payloadType ^ 1)
            first.send(6, bytes: 100)
            #expect(await bench.wait { second.packets.count == 2 })
            #expect(second.packets.last == head(6, ssrc: 1).span.bytes + [UInt8](repeating: 6, count: 100))
            #expect(second.transport.statistics.rtpReceived == 2)
        }
    }

    @Test func `GCM is chosen when both know it`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try await connect(first, second, firstIsClient: true, on: bench)
            #expect(first.transport.profile == .aes128GCM)
        }
    }

    @Test func `a peer without candidates is found by its checks`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try first.gather()
            try second.gather()
            try second.start(toward: first, isDTLSClient: false, candidates: [])
            try first.start(toward: second, isDTLSClient: true)
            #expect(await bench.wait { first.isConnected && second.isConnected })
        }
    }

    @Test func `candidates may trickle in`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try first.gather()
            try second.gather()
            try second.start(toward: first, isDTLSClient: false, candidates: [])
            try first.start(toward: second, isDTLSClient: true, candidates: [])
            await bench.pass(milliseconds: 50)
            #expect(!first.isConnected)
            first.transport.addRemoteCandidates(second.candidates)
            let connected = await bench.wait { first.isConnected && second.isConnected }
            #expect(connected, "\(first.transport.state), \(second.transport.state)")
        }
    }

    @Test func `IPv6 works as well`() async throws {
        try await Bench.run { bench in
            let six = ICEConfiguration(localAddresses: ["::1"])
            let first = try bench.peer(DTLSIdentity.generate(), ice: six, controlling: true)
            let second = try bench.peer(DTLSIdentity.generate(), ice: six)
            try await connect(first, second, firstIsClient: true, on: bench)
            for number in 0..<20 as Range<UInt16> { first.send(number, bytes: 1_000) }
            #expect(await bench.wait { second.packets.count == 20 })
            #expect(first.candidates.allSatisfy { $0.address == "::1" })
        }
    }

    @Test func `a wrong fingerprint ends the side that sees it, and nothing is keyed`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            try first.gather()
            try second.gather()
            try first.start(toward: second, isDTLSClient: true)
            let wrong = [(algorithm: "sha-256", bytes: first.identity.fingerprint.map { $0 ^ 1 })]
            try second.start(toward: first, isDTLSClient: false, fingerprints: wrong)
            #expect(await bench.wait { second.closings == [.fingerprintMismatch] })
            #expect(!second.isConnected)
            second.send(1)
            #expect(second.transport.statistics.drops[.notKeyed] == 1)
        }
    }

    @Test func `without a profile in common the handshake fails`() async throws {
        try await Bench.run { bench in
            let first = try bench.peer(DTLSIdentity(profiles: [.aes128GCM]), controlling: true)
            let second = try bench.peer(DTLSIdentity(profiles: [.aes128CMSHA1]))
            try first.gather()
            try second.gather()
            try first.start(toward: second, isDTLSClient: true)
            try second.start(toward: first, isDTLSClient: false)
            #expect(await bench.wait { !first.closings.isEmpty && !second.closings.isEmpty })
            for peer in [first, second] {
                guard case .dtlsFailed = peer.closings.first else {
                    Issue.record("\(peer.closings)")
                    continue
                }
            }
        }
    }

    @Test func `what is sent before the keys is counted and dropped`() async throws {
        try await Bench.run { bench in
            let peer = try bench.peer(DTLSIdentity.generate())
            peer.send(1)
            let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 1]
            peer.transport.sendRTCP(report.span)
            #expect(peer.transport.statistics.drops[.notKeyed] == 2)
        }
    }

    @Test func `calls out of turn are errors`() async throws {
        try await Bench.run { bench in
            let peer = try bench.peer(DTLSIdentity.generate())
            #expect(throws: TransportError.self) { try peer.start(toward: peer, isDTLSClient: true) }
            #expect(throws: TransportError.self) { try peer.transport.restartICE() }
            try peer.gather()
            #expect(throws: TransportError.self) { try peer.gather() }
            peer.transport.close()
            #expect(throws: TransportError.self) { try peer.start(toward: peer, isDTLSClient: true) }
        }
    }
}

/// Gathers, starts and waits for both.
func connect(
    _ first: TestPeer,
    _ second: TestPeer,
    firstIsClient: Bool,
    on bench: isolated Bench
) async throws {
    try first.gather()
    try second.gather()
    try first.start(toward: second, isDTLSClient: firstIsClient)
    try second.start(toward: first, isDTLSClient: !firstIsClient)
    try #require(await bench.wait { first.isConnected && second.isConnected })
}
