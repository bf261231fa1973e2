// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing
import Transport

@testable import Relay

/// A media port range of a few ports.
@Suite("Port range, over loopback") struct PortRangeTests {
    @Test func `a full range refuses, disturbs nobody, and serves again after a close`() async throws {
        let ports = try await Self.freePorts(2)
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
            try await stage.until { viewer.video[0].contents.last.map { $0.serial >= target } ?? false }
            #expect(viewer.streams.allSatisfy { $0.isContiguous })

            await stage.relay.close(peer: viewer.id)
            _ = try await stage.playingViewer()
            #expect(stage.endings(of: publisher).isEmpty)
        }
    }

    /// As many ports in a row as nobody holds now, below those that the system gives out by itself.
    private static func freePorts(_ count: UInt16) async throws -> ClosedRange<UInt16> {
        for _ in 0..<50 {
            let first = UInt16.random(in: 20_000..<30_000)
            let range = first...(first + count - 1)
            do {
                try await Stage.run(ports: range) { stage in
                    for name in range.map(String.init) {
                        let publisher = try stage.publisher()
                        _ = try await stage.relay.publish(
                            .named(name), peer: publisher.id, offer: publisher.offer
                        )
                    }
                }
                return range
            } catch is RelayError {
                continue
            }
        }
        throw Unexpected(what: "no free ports")
    }
}
