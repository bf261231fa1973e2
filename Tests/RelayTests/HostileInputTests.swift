// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import TestSupport
import Testing
import Transport

@testable import Relay

/// Nothing that a peer sends traps the process, disturbs others or stays behind.
@Suite("Hostile input, over loopback") struct HostileInputTests {
    @Test func `garbage is refused wherever a body is taken`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            var random = SeededRandom(seed: 1)
            let bodies: [[UInt8]] = [
                [], [0], Array("v=0".utf8), Array("v=0\r\n".utf8), random.bytes(65_536), random.bytes(70_000),
                [UInt8](repeating: 0, count: 65_536), [UInt8](repeating: 10, count: 65_536),
                Array(String(repeating: "v=0\r\n", count: 13_000).utf8),
                Array(String(repeating: "a=", count: 32_000).utf8),
                Array(
                    ("v=0\r\n" + String(repeating: "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", count: 2_000)).utf8),
                Array(String(repeating: "é", count: 30_000).utf8),
            ]
            for body in bodies {
                let relay = stage.relay
                let ids = (0..<2).map { _ in stage.freshID() }
                await #expect(throws: RelayError.self) {
                    try await relay.publish(.named("x"), peer: ids[0], offer: body)
                }
                await #expect(throws: RelayError.self) {
                    try await relay.subscribe(
                        [.named("cam")], peer: ids[1], offer: body, allowCounterOffer: true)
                }
                // A fragment is read leniently, but none of these restarts anything.
                try? await relay.trickle(peer: publisher.id, fragment: body)
                await #expect(throws: RelayError.self) {
                    try await relay.restart(peer: publisher.id, fragment: body)
                }
            }
            try await expectUnharmed(stage, publisher)
        }
    }

    @Test func `offers with hostile values are answered or refused`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let good = String(decoding: try stage.viewer().offer, as: UTF8.self)
            for (what, replacement) in Self.hostileValues {
                let offer = Self.replacing(what, in: good, with: replacement)
                #expect(offer != good, "\(what) is in the offer")
                await stage.tryEverything(Array(offer.utf8))
            }
            try await expectUnharmed(stage, publisher)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `offers with flipped bits and lost lines are answered or refused`(_ seed: UInt64) async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            var random = SeededRandom(seed: seed)
            let goods = [try stage.publisher().offer, try stage.viewer(.viewer(pairs: 3)).offer]
            for round in 0..<60 {
                var offer = random.flippingBits(of: goods[round % 2])
                if random.chance(percent: 30) {
                    offer.removeSubrange(..<Int.random(in: 0..<offer.count, using: &random))
                }
                if random.chance(percent: 30) {
                    offer.removeLast(Int.random(in: 0...offer.count, using: &random))
                }
                await stage.tryEverything(offer)
            }
            try await expectUnharmed(stage, publisher)
        }
    }

    @Test func `hostile fragments leave a session as it was`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let fragments = [
                "a=candidate:1 1 udp 99999999999 127.0.0.1 9 typ host",
                "a=candidate:1 1 udp 1 127.0.0.1 0 typ host",
                "a=candidate:1 1 udp 1 255.255.255.255 9 typ host",
                "a=candidate:1 1 udp 1 :: 9 typ host",
                "a=candidate:1 1 udp 1 127.0.0.1%lo 9 typ host",
                "a=candidate:1 1 udp 1 ::ffff:127.0.0.1 9 typ srflx raddr x rport 99999999",
                "a=candidate: 1 1 1 1 1 1 1",
                "a=ice-ufrag:\(String(repeating: "x", count: 300))\r\na=ice-pwd:y",
                "a=ice-ufrag:abcd\r\na=ice-pwd:short",
                "a=ice-ufrag:ab\u{0}d\r\na=ice-pwd:0123456789012345678901",
            ]
            for fragment in fragments {
                let body = Array((fragment + "\r\n").utf8)
                for peer in [publisher.id, viewer.id] {
                    try? await stage.relay.trickle(peer: peer, fragment: body)
                    _ = try? await stage.relay.restart(peer: peer, fragment: body)
                }
            }
            #expect(stage.endings(of: viewer).isEmpty)
            #expect(viewer.streams.allSatisfy { $0.isContiguous })
            try await expectUnharmed(stage, publisher)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `garbage under valid keys is dropped and the media goes on`(_ seed: UInt64) async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let witness = try await stage.playingViewer()
            var random = SeededRandom(seed: seed)
            for _ in 0..<500 {
                for client in [publisher, viewer] as [TestClient] {
                    client.sendGarbage(&random)
                }
            }
            let target = publisher.videoCount + 30
            try await stage.until {
                [viewer, witness].allSatisfy {
                    $0.video[0].hasReached(target)
                }
            }
            #expect(stage.endings(of: viewer).isEmpty && stage.endings(of: publisher).isEmpty)
            try await expectUnharmed(stage, publisher)
        }
    }

    // MARK: - Material

    /// What begins a line of a good offer, and what stands there instead.
    private static let hostileValues: [(String, String)] = [
        ("o=", "o=- 99999999999999999999999999 -1 IN IP4 0.0.0.0"),
        ("m=audio", "m=audio 999999 UDP/TLS/RTP/SAVPF 111"),
        ("m=audio", "m=audio -1 UDP/TLS/RTP/SAVPF 111"),
        ("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 111 111 300 -5 x"),
        ("m=audio", "m=audio 9/65535 RTP/AVP 0"),
        ("m=video", "m=video 0 UDP/TLS/RTP/SAVPF 96"),
        ("m=video", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"),
        ("m=video", "m=video 9 UDP/TLS/RTP/SAVPF " + (0..<128).map(String.init).joined(separator: " ")),
        ("a=rtpmap:96", "a=rtpmap:96 VP8/0"),
        ("a=rtpmap:96", "a=rtpmap:96 VP8/99999999999999999999"),
        ("a=rtpmap:96", "a=rtpmap:999 VP8/90000"),
        ("a=rtpmap:96", "a=rtpmap:96 /////"),
        ("a=rtpmap:111", "a=rtpmap:111 opus/48000/99999999999"),
        ("a=rtpmap:111", "a=rtpmap:111 opus/48000/-2"),
        ("a=fmtp:111", "a=fmtp:111 " + String(repeating: ";=;", count: 600)),
        ("a=fmtp:97", "a=fmtp:97 apt=97"),
        ("a=fmtp:97", "a=fmtp:97 apt=99999999999999999999"),
        ("a=extmap:1", "a=extmap:0 urn:ietf:params:rtp-hdrext:sdes:mid"),
        ("a=extmap:1", "a=extmap:99999 urn:ietf:params:rtp-hdrext:sdes:mid"),
        ("a=extmap:1", "a=extmap:255 urn:ietf:params:rtp-hdrext:sdes:mid"),
        ("a=extmap:2", "a=extmap:1 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
        ("a=mid:0", "a=mid:" + String(repeating: "m", count: 2_000)),
        ("a=mid:0", "a=mid:1"),
        ("a=group", "a=group:BUNDLE"),
        ("a=group", "a=group:BUNDLE " + String(repeating: "0 ", count: 900)),
        ("a=ice-ufrag", "a=ice-ufrag:"),
        ("a=ice-ufrag", "a=ice-ufrag:" + String(repeating: "u", count: 1_900)),
        ("a=ice-pwd", "a=ice-pwd:%s%n%d"),
        ("a=ice-pwd", "a=ice-pwd:" + String(repeating: "p", count: 256)),
        ("a=fingerprint", "a=fingerprint:sha-256 " + String(repeating: "00:", count: 31) + "00"),
        ("a=fingerprint", "a=fingerprint:md5 00"),
        ("a=fingerprint", "a=fingerprint:sha-512 zz"),
        ("a=setup", "a=setup:holdconn"),
        ("a=candidate", "a=candidate:1 1 udp 4294967296 127.0.0.1 9 typ host"),
        ("a=candidate", "a=candidate:1 1 udp 1 0.0.0.0 65535 typ host"),
        (
            "a=candidate",
            (0..<60).map { "a=candidate:\($0) 1 udp 1 127.0.0.1 \($0 + 1) typ host" }.joined(
                separator: "\r\n")
        ),
        ("a=rtcp-mux", "a=rtcp:99999 IN IP4 0.0.0.0"),
        ("a=recvonly", "a=inactive"),
        ("a=recvonly", "a=sendrecv\r\na=simulcast:send 1;2;3\r\na=rid:1 send\r\na=rid:1 send"),
        ("a=recvonly", "a=recvonly\r\n" + (0..<300).map { "a=ssrc:\($0) cname:x" }.joined(separator: "\r\n")),
        ("a=recvonly", "a=recvonly\r\na=ssrc-group:FID 1 1\r\na=ssrc:0 cname:x\r\na=ssrc:4294967296 x"),
    ]

    /// `offer` with every line that begins with `start` replaced.
    private static func replacing(_ start: String, in offer: String, with line: String) -> String {
        offer.split(separator: "\r\n").map { $0.hasPrefix(start) ? line : String($0) }
            .joined(separator: "\r\n") + "\r\n"
    }

    /// Nothing of what was tried is left, the broadcast goes on, and a new viewer plays.
    private func expectUnharmed(_ stage: isolated Stage, _ publisher: TestPublisher) async throws {
        #expect(stage.endings(of: publisher).isEmpty)
        let viewer = try await stage.playingViewer()
        // A flood may have cost a datagram, which is asked for again: soon everything is there.
        try await stage.until { viewer.streams.allSatisfy { $0.packets.count >= 10 && $0.isComplete } }
        #expect(await stage.relay.statistics().broadcasts.map(\.key) == [.named("cam")])
    }
}

extension Stage {
    /// Publishes, subscribes and answers a counter-offer with one body; what is answered is closed again.
    fileprivate func tryEverything(_ body: [UInt8]) async {
        let ids = (0..<3).map { _ in freshID() }
        _ = try? await relay.publish(.named("x"), peer: ids[0], offer: body)
        _ = try? await relay.subscribe([.named("cam")], peer: ids[1], offer: body, allowCounterOffer: false)
        _ = try? await relay.subscribe([.named("cam")], peer: ids[2], offer: body, allowCounterOffer: true)
        try? await relay.acceptCounterOffer(peer: ids[2], answer: body)
        for id in ids { await relay.close(peer: id) }
    }
}

extension TestClient {
    /// Sends random RTCP, and RTP with a random header and payload.
    fileprivate func sendGarbage(_ random: inout SeededRandom) {
        var compound: [UInt8] = [
            0x80 | .random(in: 0..<32, using: &random), .random(in: 192...223, using: &random), 0,
            .random(in: 0..<20, using: &random),
        ]
        compound += random.bytes(.random(in: 4..<80, using: &random))
        transport?.sendRTCP(compound.span)
        var head = PacketHead()
        head.begin(
            marker: random.chance(percent: 50),
            payloadType: .random(in: 0..<64, using: &random) | 64,
            sequenceNumber: .random(in: 0...0xFFFF, using: &random),
            timestamp: .random(in: 0...UInt32.max, using: &random),
            ssrc: .random(in: 1...20, using: &random)
        )
        head.endHeader()
        let payload = random.bytes(.random(in: 0..<40, using: &random))
        transport?.sendRTP(head, payload: payload.span)
    }
}
