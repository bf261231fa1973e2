// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

/// The shared port toward raw sockets: what is answered, what is not, and what it remembers (hardening S1, S3, S11).
@Suite("MediaPort") struct MediaPortTests {
    /// A peer on a port of its own, described but not connected, and somebody's socket.
    private func stage(
        on bench: isolated Bench
    ) throws -> (port: MediaPort, peer: TestPeer, client: RawSocket) {
        let port = try bench.port()
        let peer = try bench.peer(DTLSIdentity.generate(), port: port)
        try peer.gather()
        try peer.transport.start(
            remote: ICECredentials(ufrag: "peer", password: String(repeating: "p", count: 24)),
            candidates: [], fingerprints: [], isDTLSClient: true
        )
        return (port, peer, try #require(RawSocket()))
    }

    private func answer(_ client: RawSocket, on bench: isolated Bench) async throws -> [UInt8] {
        var answer: [UInt8]?
        #expect(
            await bench.wait {
                answer = client.receive()
                return answer != nil
            }
        )
        return try #require(answer)
    }

    @Test func `an authentic check is answered with its source, and no longer than it is`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            let check = Check(peer.credentials)
            client.send(check.bytes, to: port.port)
            let bytes = try await answer(client, on: bench)
            let message = try STUNMessage(bytes)
            #expect(message.kind == .success)
            #expect(message.transaction == check.transaction)
            #expect(message.isAuthentic(in: bytes, STUNKey(password: peer.credentials.password)))
            #expect(message.mappedAddress == SocketAddress(ipv4: 0x7F00_0001, port: client.port))
            #expect(bytes.count <= check.bytes.count)
            #expect(port.statistics.checksAnswered == 1)
        }
    }

    @Test func `checks that prove nothing get no answer`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            var wrongUser = Check(peer.credentials)
            wrongUser.username = "abcdefgh:peer"
            var shortUser = Check(peer.credentials)
            shortUser.username = "a:b"
            var wrongPassword = Check(peer.credentials)
            wrongPassword.password = "0123456789012345678901"
            var unsigned = STUNBuilder(.request, STUNTransaction(high: 1, low: 1))
            unsigned.add(username: Check(peer.credentials).username)
            var long = Check(peer.credentials).bytes
            long += [0, 0, 0, 0]
            let response = STUNBuilder(.success, STUNTransaction(high: 1, low: 1)).bytes
            let all = [
                wrongUser.bytes, shortUser.bytes, wrongPassword.bytes, unsigned.bytes, long, response, [1],
                [0, 1],
                [0x16, 1, 2, 3], [0x80, 1, 2, 3],
            ]
            for bytes in all { client.send(bytes, to: port.port) }
            client.send(Check(peer.credentials).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            #expect(client.receive() == nil)
            #expect(port.statistics[.unknownUser] == 2)
            #expect(port.statistics[.unprovenCheck] == 2)
            #expect(port.statistics[.malformedCheck] == 2)
            #expect(port.statistics[.unexpectedMessage] == 1)
            #expect(port.statistics[.unknownSource] == 3)
            #expect(port.statistics.checksAnswered == 1)
        }
    }

    @Test func `a check that can't be is answered with its error, and no longer than it is`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            var controlled = Check(peer.credentials, nominates: true)
            controlled.role = .controlled(5)
            client.send(controlled.bytes, to: port.port)
            let conflict = try await answer(client, on: bench)
            #expect(try STUNMessage(conflict).errorCode == 487)
            #expect(conflict.count <= controlled.bytes.count)

            // As signed by somebody who wants something that we don't know.
            var strange = STUNBuilder(.request, STUNTransaction(high: 3, low: 3))
            strange.add(username: Check(peer.credentials).username)
            strange.add(unknownAttributes: [])
            var bytes = strange.bytes
            bytes[bytes.count - 4] = 0x7F
            let request = Self.signed(bytes, peer.credentials)
            client.send(request, to: port.port)
            let refusal = try await answer(client, on: bench)
            #expect(try STUNMessage(refusal).errorCode == 420)
            #expect(refusal.count <= request.count)
            #expect(port.statistics.checksRefused == 2)
            // Neither makes the address the peer's.
            #expect(peer.transport.state.phase == .connecting)
            client.send([0x16, 1, 2], to: port.port)
            #expect(await bench.wait { port.statistics[.unknownSource] == 1 })
        }
    }

    @Test func `an answer that would be longer than its check is not sent`() async throws {
        try await Bench.run { bench in
            let port = try bench.port(ICEConfiguration(localAddresses: ["127.0.0.1"]))
            let peer = try bench.peer(DTLSIdentity.generate(), port: port)
            try peer.gather()
            let client = try #require(RawSocket())
            // The shortest that can be authentic, with one attribute too many to be understood.
            var short = STUNBuilder(.request, STUNTransaction(high: 3, low: 3))
            short.add(username: "\(peer.credentials.ufrag):")
            short.add(unknownAttributes: [])
            var bytes = short.bytes
            bytes[bytes.count - 4] = 0x7F
            client.send(Self.signed(bytes, peer.credentials, fingerprint: false), to: port.port)
            #expect(await bench.wait { port.statistics[.shortCheck] == 1 })
            #expect(client.receive() == nil)
        }
    }

    @Test func `only a path that was checked brings anything to its peer`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            let stranger = try #require(RawSocket())
            client.send(Check(peer.credentials).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            for socket in [client, stranger] {
                socket.send([0x80, 0x60] + Array(repeating: 0, count: 30), to: port.port)
            }
            #expect(await bench.wait { port.statistics[.unknownSource] == 1 })
            #expect(await bench.wait { peer.transport.statistics.drops[.notKeyed] == 1 })
        }
    }

    @Test func `a nomination starts the handshake toward where it came from`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            client.send(Check(peer.credentials).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            #expect(peer.transport.state.phase == .connecting)
            client.send(Check(peer.credentials, nominates: true).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            let hello = try await answer(client, on: bench)
            #expect(hello.first == 22, "a DTLS handshake record (RFC 6347 §4.1)")
        }
    }

    @Test func `a pair that was nominated before the peer was described counts then`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            let peer = try bench.peer(DTLSIdentity.generate(), port: port)
            try peer.gather()
            let client = try #require(RawSocket())
            client.send(Check(peer.credentials, nominates: true).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            try peer.transport.start(
                remote: ICECredentials(ufrag: "peer", password: String(repeating: "p", count: 24)),
                candidates: [], fingerprints: [], isDTLSClient: true
            )
            #expect(try await answer(client, on: bench).first == 22)
        }
    }

    @Test func `a path of a peer that is heard stays its own, and falls to another one later`() async throws {
        try await Bench.run { bench in
            let (port, first, client) = try stage(on: bench)
            let second = try bench.peer(first.identity, port: port)
            try second.gather()
            client.send(Check(first.credentials).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            client.send(Check(second.credentials).bytes, to: port.port)
            #expect(await bench.wait { port.statistics[.takenPath] == 1 })
            first.transport.close()
            client.send(Check(second.credentials).bytes, to: port.port)
            _ = try await answer(client, on: bench)
        }
    }

    @Test func `nothing of a peer stays when it closes`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            client.send(Check(peer.credentials, nominates: true).bytes, to: port.port)
            _ = try await answer(client, on: bench)
            peer.transport.close()
            while client.receive() != nil {}
            client.send(Check(peer.credentials).bytes, to: port.port)
            client.send([0x80, 0x60, 0, 0], to: port.port)
            #expect(
                await bench.wait {
                    port.statistics[.unknownUser] == 1 && port.statistics[.unknownSource] == 1
                })
            #expect(client.receive() == nil)
        }
    }

    @Test func `a flood of checks of one peer is cut, and others go on`() async throws {
        try await Bench.run { bench in
            let (port, peer, client) = try stage(on: bench)
            let other = try bench.peer(peer.identity, port: port)
            try other.gather()
            let check = Check(peer.credentials).bytes
            for round in 0..<40 {
                for _ in 0..<50 { client.send(check, to: port.port) }
                if round % 4 == 3 { await bench.pass(milliseconds: 1) }
            }
            #expect(await bench.wait { port.statistics[.tooManyChecks] > 0 })
            let neighbour = try #require(RawSocket())
            neighbour.send(Check(other.credentials).bytes, to: port.port)
            _ = try await answer(neighbour, on: bench)
        }
    }

    @Test func `candidates name each address with the one port, announced ones in place of local ones`()
        async throws
    {
        try await Bench.run { bench in
            let port = try bench.port(
                ICEConfiguration(
                    localAddresses: ["127.0.0.1", "127.0.0.2", "::1"], announced: ["203.0.113.9"])
            )
            #expect(port.candidates.map(\.address) == ["203.0.113.9", "::1"])
            #expect(Set(port.candidates.map(\.port)) == [port.port])
            #expect(port.candidates.allSatisfy { $0.type == .host })
            #expect(port.candidates[0].priority > port.candidates[1].priority)
        }
    }

    @Test func `whoever sends, all arrives at the socket that is read`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            var peers: [TestPeer] = []
            var clients: [RawSocket] = []
            for _ in 0..<3 * TransportLimits.peersPerSender {
                let peer = try bench.peer(DTLSIdentity.generate(), port: port)
                try peer.gather()
                peers.append(peer)
                clients.append(try #require(RawSocket()))
            }
            for (peer, client) in zip(peers, clients) {
                client.send(Check(peer.credentials).bytes, to: port.port)
            }
            // Answers leave by several sockets.
            for client in clients { _ = try await answer(client, on: bench) }
            #expect(port.statistics.checksAnswered == UInt64(peers.count))
        }
    }

    @Test func `a port of somebody else is refused by name`() async throws {
        try await Bench.run { bench in
            let taken = try #require(RawSocket())
            let error = #expect(throws: TransportError.self) { try bench.port(number: taken.port) }
            #expect(error?.reason == "UDP port \(taken.port) on 127.0.0.1 is in use by another program.")
            // Nor is it shared with a port of the same kind.
            let first = try bench.port()
            #expect(throws: TransportError.self) { try bench.port(number: first.port) }
            #expect(throws: TransportError.invalidAddress("localhost")) {
                try bench.port(ICEConfiguration(localAddresses: ["localhost"]))
            }
            #expect(throws: TransportError.bindFailed) { try bench.port(ICEConfiguration()) }
            let foreign = #expect(throws: TransportError.self) {
                try bench.port(ICEConfiguration(localAddresses: ["192.0.2.1"]))
            }
            #expect(foreign?.reason.contains("192.0.2.1 is no address of this machine") == true)
        }
    }

    @Test func `a closed port takes no more peers`() async throws {
        try await Bench.run { bench in
            let port = try bench.port()
            port.close()
            port.close()
            #expect(throws: TransportError.wrongState("closed")) {
                try bench.peer(DTLSIdentity.generate(), port: port)
            }
            // The number is free again.
            _ = try bench.port(number: port.port)
        }
    }

    /// Ends a message as its sender would, whatever is in it.
    private static func signed(
        _ message: [UInt8], _ credentials: ICECredentials, fingerprint: Bool = true
    ) -> [UInt8] {
        var bytes = message
        let length = bytes.count + STUNAttribute.integrityBytes - STUNMessage.headerBytes
        bytes[3] = UInt8(length)
        let code = STUNKey(password: credentials.password).code(of: bytes.span, upTo: bytes.count)
        bytes += [0, 8, 0, 20]
        bytes.appendBigEndian(code.first)
        bytes.appendBigEndian(code.second)
        bytes.appendBigEndian(code.third)
        guard fingerprint else { return bytes }
        bytes[3] = UInt8(length + STUNAttribute.fingerprintBytes)
        let sum = STUNFingerprint.of(bytes.span, upTo: bytes.count)
        bytes += [0x80, 0x28, 0, 4]
        bytes.appendBigEndian(sum)
        return bytes
    }
}
