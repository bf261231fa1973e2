// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing
import Transport

@testable import Relay

/// A media port range of a few ports.
@Suite("Port range, over loopback") struct PortRangeTests {
    @Test func `a full range refuses, disturbs nobody, and serves again after a close`() async throws {
        let ports = try await Stage.freePorts(2)
        try await Stage.run(ports: ports) { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let used = [publisher, viewer].compactMap { $0.plan?.remote.candidates.first?.port }
            #expect(Set(used) == Set(ports))

            for _ in 0..<20 {
                let late = try stage.viewer()
                await #expect {
                    try await stage.watch(late)
                } throws: { error in
                    if case RelayError.exhausted(let reason) = error { !reason.isEmpty } else { false }
                }
                let other = try stage.publisher()
                await #expect(throws: RelayError.self) { try await stage.publish(other, as: "other") }
                stage.dismiss([late, other])
            }
            let before = await stage.relay.statistics()
            #expect(before.workers[0].peers == 2 && before.broadcasts.count == 1)
            let target = publisher.videoCount + 20
            try await stage.until { viewer.video[0].hasReached(target) }
            #expect(viewer.streams.allSatisfy { $0.isContiguous })

            await stage.relay.close(peer: viewer.id)
            _ = try await stage.playingViewer()
            #expect(stage.endings(of: publisher).isEmpty)
        }
    }
}
