// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay
@testable import Transport

/// New credentials and paths for a session that goes on (RFC 8445 §9, RFC 9725 §4.3.3).
@Suite("ICE restart, over loopback") struct ICERestartTests {
    @Test(arguments: ["publisher", "subscriber"], [false, true])
    func `restarts while media flows, and no packet is lost`(_ who: String, _ ownPorts: Bool) async throws {
        try await Stage.run(ownPorts: ownPorts) { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let client: TestClient = who == "publisher" ? publisher : viewer
            for round in 1...2 {
                let old = try #require(client.plan?.remote.ufrag)
                let tag = try await stage.restart(client)
                #expect(tag != old, "round \(round)")
                try await stage.until { client.transport?.state.phase == .connected }
                let target = publisher.videoCount + 40
                try await stage.until { viewer.video[0].hasReached(target) }
            }
            for stream in viewer.streams {
                #expect(stream.isContiguous)
                let serials = stream.contents.map(\.serial)
                #expect(zip(serials, serials.dropFirst()).allSatisfy { $1 == $0 + 1 })
            }
            #expect(publisher.nacked.isEmpty)
            #expect(stage.endings(of: client).isEmpty && client.closings.isEmpty)
        }
    }

    @Test func `the credentials in use are no restart`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let local = try #require(publisher.local)
            let fragment = TrickleFragment(
                ufrag: local.ufrag, password: local.password, mid: nil, candidates: local.candidates,
                endOfCandidates: true
            )
            let restart = try await stage.relay.restart(
                peer: publisher.id, fragment: Array(fragment.serialized().utf8))
            #expect(restart == nil)
        }
    }

    @Test func `a restart needs credentials and a peer`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let empty = Array("a=end-of-candidates\r\n".utf8)
            await #expect {
                try await stage.relay.restart(peer: publisher.id, fragment: empty)
            } throws: { error in
                if case RelayError.malformed = error { true } else { false }
            }
            await #expect(throws: RelayError.unknownPeer) {
                try await stage.relay.restart(peer: PeerID("nobody"), fragment: empty)
            }
        }
    }

    @Test func `an offer without candidates connects by those that trickle`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher()
            let viewer = try stage.viewer()
            let local = try #require(viewer.local)
            let bare = LocalTransport(
                ufrag: local.ufrag, password: local.password, fingerprint: local.fingerprint, candidates: []
            )
            let result = try await stage.relay.subscribe(
                [.named("cam")], peer: viewer.id, offer: Array(viewer.wish.text(bare).utf8),
                allowCounterOffer: false
            )
            guard case .answer(let answer, _) = result else { throw Unexpected(what: "\(result)") }
            let fragment = TrickleFragment(
                ufrag: local.ufrag, password: local.password, mid: "0", candidates: local.candidates,
                endOfCandidates: true
            )
            try await stage.relay.trickle(peer: viewer.id, fragment: Array(fragment.serialized().utf8))
            try viewer.accept(answer)
            try await stage.until { viewer.isPlaying }
        }
    }

    @Test func `more candidates than a peer may have are refused, and the session goes on`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            func fragment(_ count: Int) -> [UInt8] {
                let candidates = (0..<count).map {
                    Candidate(
                        foundation: "1", priority: 1, address: "127.0.0.1", port: UInt16(20_000 + $0),
                        type: .host
                    )
                }
                let text = (["a=mid:0"] + candidates.map { "a=\($0.serialized())" }).joined(separator: "\r\n")
                return Array((text + "\r\n").utf8)
            }
            try await stage.relay.trickle(peer: viewer.id, fragment: fragment(40))
            await #expect(throws: RelayError.tooManyCandidates) {
                try await stage.relay.trickle(peer: viewer.id, fragment: fragment(40))
            }
            let before = viewer.video[0].packets.count
            try await stage.until { viewer.video[0].packets.count >= before + 20 }
        }
    }
}

extension Stage {
    /// Restarts a client's ICE; the relay's new tag.
    fileprivate func restart(_ client: TestClient) async throws -> String {
        let transport = try #require(client.transport)
        let fresh = try transport.restartICE()
        let fragment = TrickleFragment(
            ufrag: fresh.ufrag, password: fresh.password, mid: nil,
            candidates: client.local?.candidates ?? [],
            endOfCandidates: true
        )
        let restart = try #require(
            await relay.restart(peer: client.id, fragment: Array(fragment.serialized().utf8))
        )
        let answer = try TrickleFragment(parsing: Array(restart.fragment.utf8))
        let (ufrag, password) = (try #require(answer.ufrag), try #require(answer.password))
        #expect(ufrag == restart.iceTag && !answer.candidates.isEmpty)
        transport.setRemoteAfterRestart(
            ICECredentials(ufrag: ufrag, password: password),
            candidates: answer.candidates.compactMap(ICECandidate.init)
        )
        return restart.iceTag
    }
}
