// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay

/// Peers that never come, or leave in the middle.
@Suite("Silent peers, over loopback") struct SilentPeerTests {
    @Test func `peers that never connect end by timeout and leave nothing`() async throws {
        let ports = try await Stage.freePorts(2)
        try await Stage.run(ports: ports, isPatient: true) { stage in
            let publisher = try stage.publisher()
            _ = try await stage.relay.publish(.named("cam"), peer: publisher.id, offer: publisher.offer)
            let viewer = try stage.viewer()
            _ = try await stage.relay.subscribe(
                [.named("cam")], peer: viewer.id, offer: viewer.offer, allowCounterOffer: false
            )
            #expect(await stage.relay.statistics().workers[0].peers == 2)
            // Nobody answers the relay's checks, so ICE may be the one to say so.
            try await stage.until(seconds: 30) {
                stage.endings(of: publisher).count == 1 && stage.endings(of: viewer).count == 1
            }
            for ending in [publisher, viewer].flatMap(stage.endings) {
                #expect([.timeout, .iceFailed].contains(ending))
            }
            let statistics = await stage.relay.statistics()
            #expect(statistics.workers[0].peers == 0 && statistics.broadcasts.isEmpty)
            await #expect(throws: RelayError.unknownPeer) {
                try await stage.relay.restart(peer: viewer.id, fragment: [])
            }
            // Their two ports, all that there are, serve again.
            _ = try await stage.livePublisher()
            _ = try await stage.playingViewer()
        }
    }

    @Test func `peers without candidates end by timeout`() async throws {
        try await Stage.run(isPatient: true) { stage in
            let publisher = try stage.publisher()
            let local = try #require(publisher.local)
            let bare = LocalTransport(
                ufrag: local.ufrag, password: local.password, fingerprint: local.fingerprint, candidates: []
            )
            let offer = Array(publisher.wish.text(bare).utf8)
            _ = try await stage.relay.publish(.named("cam"), peer: publisher.id, offer: offer)
            try await stage.until(seconds: 30) { stage.endings(of: publisher) == [.timeout] }
            #expect(await stage.relay.statistics().workers[0].peers == 0)
        }
    }

    @Test func `a certificate other than the promised one ends the peer`() async throws {
        try await Stage.run { stage in
            let publisher = try stage.publisher()
            var local = try #require(publisher.local)
            local.fingerprint = Fingerprint(algorithm: "sha-256", bytes: [UInt8](repeating: 7, count: 32))
            let offer = Array(publisher.wish.text(local).utf8)
            let answer = try await stage.relay.publish(.named("cam"), peer: publisher.id, offer: offer)
            try publisher.accept(answer)
            try await stage.until { stage.endings(of: publisher) == [.dtlsFailed] }
            #expect(!stage.events.contains(.connected(publisher.id)))
        }
    }

    @Test func `closing twice, or a stranger, is fine, and an end is told once`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            await stage.relay.close(peer: PeerID("nobody"))
            await stage.relay.close(peer: viewer.id)
            await stage.relay.close(peer: viewer.id)
            publisher.close()
            try await stage.untilFigures { $0.workers[0].peers == 0 }
            await stage.relay.close(peer: publisher.id)
            try await stage.until { stage.endings(of: publisher) == [.closed] }
            #expect(stage.endings(of: viewer) == [.closed])
            #expect(await stage.relay.statistics().broadcasts.isEmpty)
        }
    }
}
