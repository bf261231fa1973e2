// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Relay

/// What peers take and give back. Each test counts a whole process, so each has one of its own; one after the other,
/// because waiting for a process takes a thread from the tests that run meanwhile.
@Suite("Relay's resources, over loopback", .serialized) struct ResourceTests {
    @Test func `a hundred rounds of publishing and watching leave nothing behind`() async {
        await #expect(processExitsWith: .success) {
            try await Stage.run { stage in
                // What is made once for all is made now.
                try await ResourceTests.rounds(4, on: stage)
                let before = ResourceTests.openDescriptors
                try await ResourceTests.rounds(100, on: stage)
                try await stage.until { ResourceTests.openDescriptors <= before }
                #expect(ResourceTests.openDescriptors == before)
                let statistics = await stage.relay.statistics()
                #expect(statistics.workers[0].peers == 0 && statistics.broadcasts.isEmpty)
            }
        }
    }

    @Test func `a relay that stops gives everything back`() async {
        await #expect(processExitsWith: .success) {
            try await ResourceTests.life()
            let descriptors = ResourceTests.openDescriptors
            let threads = ResourceTests.entries("/proc/self/task")
            for _ in 0..<3 { try await ResourceTests.life() }
            #expect(ResourceTests.openDescriptors <= descriptors)
            // Swift's own pool may grow by a thread or two; three workers that stayed would show.
            #expect(ResourceTests.entries("/proc/self/task") <= threads + 2)
        }
    }

    // MARK: - Rounds

    /// In turn the relay closes, the clients leave, the publisher goes first, or the viewer never connects.
    private static func rounds(_ count: Int, on stage: isolated Stage) async throws {
        for round in 0..<count {
            let publisher = try await stage.livePublisher()
            let viewer = try stage.viewer()
            if round % 4 == 3 {
                _ = try await stage.relay.subscribe(
                    [.named("cam")], peer: viewer.id, offer: viewer.offer, allowCounterOffer: false
                )
            } else {
                try await stage.watch(viewer)
                try await stage.until { viewer.isPlaying }
            }
            if round % 4 == 1 {
                viewer.close()
                publisher.close()
            }
            let leaving = round % 4 == 2 ? [publisher.id, viewer.id] : [viewer.id, publisher.id]
            for peer in leaving { await stage.relay.close(peer: peer) }
            stage.dismiss([publisher, viewer])
            try await stage.untilFigures { $0.workers[0].peers == 0 }
        }
    }

    private static func life() async throws {
        try await Stage.run(workers: 3) { stage in
            _ = try await stage.livePublisher()
            _ = try await stage.playingViewer()
        }
    }

    // MARK: - Counting

    private static var openDescriptors: Int { entries("/proc/self/fd") }

    private static func entries(_ path: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: path).count) ?? -1
    }
}
