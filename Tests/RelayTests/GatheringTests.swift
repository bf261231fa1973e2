// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay

/// What happens while candidates are gathered, which takes two seconds when a STUN server is silent.
@Suite("Gathering, over loopback", .timeLimit(.minutes(5))) struct GatheringTests {
    @Test func `a silent STUN server delays an answer, and no more`() async throws {
        try await withSilentServer { server in
            try await Stage.run(stun: server) { stage in
                _ = try await stage.livePublisher()
                _ = try await stage.playingViewer()
            }
        }
    }

    @Test func `a peer that is closed meanwhile is told so`() async throws {
        try await withSilentServer { server in
            try await Stage.run(stun: server) { stage in
                let publisher = try stage.publisher()
                let (id, offer, relay) = (publisher.id, publisher.offer, stage.relay)
                let request = Task { try await relay.publish(.named("cam"), peer: id, offer: offer) }
                try await stage.untilFigures { $0.workers[0].peers == 1 }
                await relay.close(peer: id)
                await #expect(throws: RelayError.unknownPeer) { try await request.value }
                let statistics = await relay.statistics()
                #expect(statistics.workers[0].peers == 0 && statistics.broadcasts.isEmpty)
            }
        }
    }

    @Test func `a shutdown meanwhile ends the wait`() async throws {
        try await withSilentServer { server in
            try await Stage.run(stun: server) { stage in
                let publisher = try stage.publisher()
                let (id, offer, relay) = (publisher.id, publisher.offer, stage.relay)
                let request = Task { try await relay.publish(.named("cam"), peer: id, offer: offer) }
                try await stage.untilFigures { $0.workers[0].peers == 1 }
                await stage.stopRelay()
                await #expect(throws: RelayError.shuttingDown) { try await request.value }
            }
        }
    }

    /// Runs `body` with a STUN server that hears and says nothing: a peer's own port, which answers only
    /// checks with its credentials.
    private func withSilentServer(
        _ body: @escaping @Sendable (RelayConfiguration.STUNServer) async throws -> Void
    ) async throws {
        try await Stage.run { stage in
            let port = try #require(try stage.viewer().local?.candidates.first?.port)
            try await body(RelayConfiguration.STUNServer(host: "127.0.0.1", port: port))
        }
    }
}
