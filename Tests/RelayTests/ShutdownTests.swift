// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@testable import Relay

/// The end of the media plane.
@Suite("Shutdown, over loopback") struct ShutdownTests {
    @Test func `a shutdown ends every peer with that reason, and says goodbye to each`() async throws {
        try await Stage.run(workers: 2) { stage in
            let publisher = try await stage.livePublisher()
            let viewers = [try await stage.playingViewer(), try await stage.playingViewer()]
            let unconnected = try stage.publisher()
            _ = try await stage.relay.publish(
                BroadcastKey(room: "another", name: "cam"), peer: unconnected.id, offer: unconnected.offer
            )
            await stage.stopRelay()
            let clients = [publisher, unconnected] + viewers as [TestClient]
            try await stage.until { clients.allSatisfy { stage.endings(of: $0) == [.shutdown] } }
            try await stage.until {
                ([publisher] + viewers as [TestClient]).allSatisfy { $0.closings == [.closedByPeer] }
            }
            #expect(await stage.relay.statistics().workers.map(\.peers) == [0, 0])
        }
    }

    @Test func `nothing begins after a shutdown`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            await stage.stopRelay()
            let late = try stage.publisher()
            let viewer = try stage.viewer()
            await #expect(throws: RelayError.shuttingDown) { try await stage.publish(late) }
            await #expect(throws: RelayError.shuttingDown) { try await stage.watch(viewer) }
            await stage.relay.close(peer: publisher.id)
            await #expect(throws: RelayError.unknownPeer) {
                try await stage.relay.trickle(peer: late.id, fragment: [])
            }
        }
    }

    @Test func `a relay without peers stops`() async throws {
        try await Stage.run(workers: 3) { stage in
            await stage.stopRelay()
            #expect(stage.events.isEmpty)
        }
    }
}
