// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

/// What a network full of strangers may send (hardening S1 to S5, S11).
@Suite("PeerTransport among strangers") struct PeerTransportHostilityTests {
    /// Two that are connected, the second one's port, and a stranger's socket.
    private func connectedPair(
        on bench: isolated Bench
    ) async throws -> (first: TestPeer, second: TestPeer, port: UInt16, stranger: RawSocket) {
        let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
        let second = try bench.peer(DTLSIdentity.generate())
        try await connect(first, second, firstIsClient: true, on: bench)
        let port = try #require(second.candidates.first?.port)
        return (first, second, port, try #require(RawSocket()))
    }

    @Test func `forged SRTP from the peer's own address is counted and dropped`() async throws {
        try await Bench.run { bench in
            let (first, second, _, _) = try await connectedPair(on: bench)
            for number in 0..<200 as Range<UInt16> {
                // The right address and SSRC, a wrong key.
                first.sendRaw(head(number, ssrc: 1).span.bytes + [UInt8](repeating: 9, count: 60))
                if number % 50 == 0 { await bench.pass(milliseconds: 2) }
            }
            first.send(1)
            #expect(await bench.wait { second.packets.count == 1 })
            #expect(await bench.wait { second.transport.statistics.drops[.notAuthentic] == 200 })
            #expect(second.closings.isEmpty)
        }
    }

    @Test func `garbage of every first byte and length is harmless`() async throws {
        try await Bench.run { bench in
            let (first, second, port, stranger) = try await connectedPair(on: bench)
            var random = SeededRandom(seed: 31)
            for byte in 0...255 as ClosedRange<UInt8> {
                let rest = random.bytes(Int.random(in: 0...1_600, using: &random))
                // From a stranger, and from the peer itself.
                stranger.send([byte] + rest, to: port)
                first.sendRaw([byte] + rest.prefix(1_400))
                if byte % 16 == 0 { await bench.pass(milliseconds: 2) }
            }
            stranger.send([], to: port)
            first.send(5)
            #expect(await bench.wait { second.numbers == [5] })
            #expect(second.closings.isEmpty)
            #expect(second.transport.statistics.drops.total > 0)
        }
    }

    @Test func `a stranger's ClientHello changes nothing, before and after`() async throws {
        try await Bench.run { bench in
            let hello = try Self.clientHello()
            let first = try bench.peer(DTLSIdentity.generate(), controlling: true)
            let second = try bench.peer(DTLSIdentity.generate())
            let stranger = try #require(RawSocket())
            try first.gather()
            try second.gather()
            let port = try #require(second.candidates.first?.port)
            try second.start(toward: first, isDTLSClient: false)
            for _ in 0..<20 { stranger.send(hello, to: port) }
            await bench.pass(milliseconds: 20)
            try first.start(toward: second, isDTLSClient: true)
            let connected = await bench.wait { first.isConnected && second.isConnected }
            #expect(connected, "\(first.transport.state), \(second.transport.state)")
            for _ in 0..<20 { stranger.send(hello, to: port) }
            first.send(1)
            #expect(await bench.wait { second.numbers == [1] })
            #expect(stranger.receive() == nil)
        }
    }

    @Test func `a replayed packet is dropped`() async throws {
        try await Bench.run { bench in
            let (first, second, _, _) = try await connectedPair(on: bench)
            let payload = [UInt8](repeating: 3, count: 30)
            let slot = unsafe bench.loop.datagrams.slot()
            let sender = try #require(first.transport.sender)
            let count = try unsafe sender.protect(head(9, ssrc: 4).view, payload: payload.span, into: slot)
            let packet = unsafe Array(UnsafeBufferPointer(start: slot, count: count))
            for _ in 0..<10 { first.sendRaw(packet) }
            #expect(await bench.wait { second.transport.statistics.drops[.replayed] == 9 })
            #expect(second.numbers == [9])
        }
    }

    @Test func `an answer to a stranger's STUN is never longer than what it sent`() async throws {
        try await Bench.run { bench in
            let (_, _, port, stranger) = try await connectedPair(on: bench)
            var answers = 0
            for words in 0...60 as ClosedRange<UInt8> {
                let request = Self.bindingRequest(paddingWords: words)
                stranger.send(request, to: port)
                await bench.pass(milliseconds: 3)
                while let answer = stranger.receive() {
                    answers += 1
                    #expect(answer.count <= request.count, "\(request.count) bytes")
                }
            }
            // Long ones are answered with an error, or this test shows nothing.
            #expect(answers > 0)
        }
    }

    @Test func `an endless handshake is cut off by its bytes`() async throws {
        let session = try DTLSSession(identity: DTLSIdentity.generate(), isClient: false) { _ in }
        let hello = try Self.clientHello()
        var last = DTLSSession.Progress.handshaking
        for round in 0..<2_000 where last == .handshaking {
            if round % 8 == 0 { await Task.yield() }
            last = session.receive(hello)
        }
        #expect(last == .failed("handshake too long"))
    }

    @Test func `random DTLS records never trap`() async throws {
        let identity = try DTLSIdentity.generate()
        let hello = try Self.clientHello()
        for seed in 0..<300 as Range<UInt64> {
            if seed % 8 == 0 { await Task.yield() }
            var random = SeededRandom(seed: seed)
            let session = try DTLSSession(identity: identity, isClient: random.chance(percent: 50)) { _ in }
            _ = session.start()
            for _ in 0..<20 { _ = session.receive(random.flippingBits(of: hello)) }
            session.close()
        }
    }

    /// The first flight of a handshake, one datagram.
    private static func clientHello() throws -> [UInt8] {
        var flight: [UInt8] = []
        let session = try DTLSSession(identity: DTLSIdentity.generate(), isClient: true) { flight = $0.bytes }
        _ = session.start()
        return flight
    }

    /// A Binding request that is well formed but proves nothing (RFC 8489 §5), with SOFTWARE of so many words.
    private static func bindingRequest(paddingWords: UInt8) -> [UInt8] {
        let padding = paddingWords > 0 ? [0x80, 0x22, 0, 4 * paddingWords] : []
        let attributes = padding + [UInt8](repeating: 0x20, count: 4 * Int(paddingWords))
        let length = UInt16(attributes.count + 8)
        var request: [UInt8] = [0, 1, UInt8(length >> 8), UInt8(length & 0xFF), 0x21, 0x12, 0xA4, 0x42]
        request += [UInt8](repeating: paddingWords, count: 12) + attributes
        // FINGERPRINT: without it libnice takes it for media (RFC 8489 §14.7).
        let check = crc32(request) ^ 0x5354_554E
        return request + [0x80, 0x28, 0, 4]
            + (0..<4).map { UInt8(truncatingIfNeeded: check >> (24 - 8 * $0)) }
    }

    /// The cyclic redundancy check of ITU V.42, which FINGERPRINT is made of.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
