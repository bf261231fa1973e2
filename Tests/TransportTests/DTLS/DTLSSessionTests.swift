// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Transport

/// Two sessions joined by arrays.
@Suite("DTLSSession") struct DTLSSessionTests {
    /// Datagrams on their way.
    private final class Wire {
        var datagrams: [[UInt8]] = []
        private(set) var longest = 0

        func append(_ datagram: Span<UInt8>) {
            datagrams.append(datagram.bytes)
            longest = max(longest, datagram.count)
        }
    }

    private struct Pair {
        let client: DTLSSession
        let server: DTLSSession
        let fromClient = Wire()
        let fromServer = Wire()

        init(_ clientIdentity: DTLSIdentity, _ serverIdentity: DTLSIdentity) throws {
            let (up, down) = (fromClient, fromServer)
            client = try DTLSSession(identity: clientIdentity, isClient: true) { up.append($0) }
            server = try DTLSSession(identity: serverIdentity, isClient: false) { down.append($0) }
        }

        /// Carries datagrams to and fro until none is left.
        func run() -> (client: DTLSSession.Progress, server: DTLSSession.Progress) {
            var (client, server) = (self.client.start(), self.server.start())
            for _ in 0..<200 {
                let (up, down) = (fromClient.datagrams, fromServer.datagrams)
                (fromClient.datagrams, fromServer.datagrams) = ([], [])
                for datagram in up { server = self.server.receive(datagram) }
                for datagram in down { client = self.client.receive(datagram) }
                if fromClient.datagrams.isEmpty && fromServer.datagrams.isEmpty { break }
            }
            return (client, server)
        }
    }

    @Test func `a handshake gives both sides the same keys, crosswise`() throws {
        let pair = try Pair(DTLSIdentity.generate(), DTLSIdentity.generate())
        let progress = pair.run()
        #expect(progress.client == .established)
        #expect(progress.server == .established)
        let client = try #require(try pair.client.keys())
        let server = try #require(try pair.server.keys())
        #expect(client.local == server.remote)
        #expect(client.remote == server.local)
        #expect(client.local != client.remote)
    }

    @Test func `no datagram of ours is longer than 1,200 bytes`() throws {
        let pair = try Pair(DTLSIdentity.generate(), DTLSIdentity.generate())
        _ = pair.run()
        for longest in [pair.fromClient.longest, pair.fromServer.longest] {
            #expect(longest > 200)
            #expect(longest <= TransportLimits.handshakeMTU)
        }
    }

    @Test func `fingerprints are looked up by the strongest function that was promised`() throws {
        let (mine, peers) = (try DTLSIdentity.generate(), try DTLSIdentity.generate())
        let pair = try Pair(mine, peers)
        _ = pair.run()
        let right = (algorithm: "sha-256", bytes: peers.fingerprint)
        #expect(pair.client.peerMatches([right]))
        #expect(pair.client.peerMatches([(algorithm: "SHA-256", bytes: peers.fingerprint)]))
        #expect(pair.client.peerMatches([(algorithm: "sha-256", bytes: mine.fingerprint), right]))
        #expect(pair.client.peerMatches([(algorithm: "md5", bytes: [1]), right]))
        #expect(!pair.client.peerMatches([]))
        #expect(!pair.client.peerMatches([(algorithm: "sha-256", bytes: mine.fingerprint)]))
        let short = Array(peers.fingerprint.dropLast())
        #expect(!pair.client.peerMatches([(algorithm: "sha-256", bytes: short)]))
        #expect(!pair.client.peerMatches([(algorithm: "sha-512", bytes: peers.fingerprint), right]))
        #expect(!pair.client.peerMatches([(algorithm: "md5", bytes: peers.fingerprint)]))
    }

    @Test func `a goodbye is heard, and only once`() throws {
        let pair = try Pair(DTLSIdentity.generate(), DTLSIdentity.generate())
        _ = pair.run()
        pair.client.close()
        let goodbye = try #require(pair.fromClient.datagrams.first)
        #expect(pair.server.receive(goodbye) == .closed)
    }

    @Test func `an alert in clear ends nothing once keys are there`() throws {
        let pair = try Pair(DTLSIdentity.generate(), DTLSIdentity.generate())
        _ = pair.run()
        // close_notify, epoch 0 (RFC 6347 §4.1).
        let forged: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0]
        #expect(pair.server.receive(forged) == .established)
        let fatal: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40]
        #expect(pair.server.receive(fatal) == .established)
    }
}
