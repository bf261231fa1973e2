// SPDX-License-Identifier: Apache-2.0

import Logging
import SDP
import Testing

@testable import Relay

/// One UDP port a worker, where the relay is an ICE lite agent (RFC 8445 §2.5). Most other tests run in this mode.
@Suite("Shared ports, over loopback") struct SharedPortTests {
    @Test func `all peers of a worker are told the same port, and that we are lite`() async throws {
        try await Stage.run { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let remotes = [publisher, viewer].compactMap { $0.plan?.remote }
            #expect(remotes.count == 2 && remotes.allSatisfy(\.isLite))
            #expect(Set(remotes.flatMap { $0.candidates.map(\.port) }).count == 1)
            let worker = try #require(await stage.relay.statistics().workers.first)
            #expect(worker.checksAnswered > 0)
        }
    }

    @Test func `with ports of its own a peer is told of a full agent`() async throws {
        try await Stage.run(ownPorts: true) { stage in
            let publisher = try await stage.livePublisher()
            let remote = try #require(publisher.plan?.remote)
            #expect(!remote.isLite)
            #expect(await stage.relay.statistics().workers.first?.checksAnswered == 0)
        }
    }

    @Test func `a peer that is lite as well is refused, for neither would send a check`() async throws {
        try await Stage.run { stage in
            let publisher = try stage.publisher()
            var local = try #require(publisher.local)
            local.isLite = true
            let offer = Array(publisher.wish.text(local).utf8)
            await #expect {
                _ = try await stage.relay.publish(.named("cam"), peer: publisher.id, offer: offer)
            } throws: { error in
                error as? RelayError == .unusable("Both sides are ICE lite: one must be a full agent.")
            }
            #expect(await stage.relay.statistics().workers[0].peers == 0)
        }
    }

    @Test func `a port that is taken ends the start by its name, and gives back those before it`()
        async throws
    {
        var configuration = RelayConfiguration(workers: 1, mediaPort: 0, localAddresses: ["127.0.0.1"])
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let ports = try await Stage.freePorts(2)
        configuration.mediaPort = ports.upperBound
        let first = try Relay(configuration: configuration, logger: logger)
        configuration.workers = 2
        configuration.mediaPort = ports.lowerBound
        let refusal =
            "The media plane can't start: UDP port \(ports.upperBound) on 127.0.0.1 is in use by another program."
        #expect(throws: RelayError.exhausted(refusal)) {
            _ = try Relay(configuration: configuration, logger: logger)
        }
        configuration.workers = 1
        let third = try Relay(configuration: configuration, logger: logger)
        for relay in [first, third] {
            let running = Task { await relay.run() }
            running.cancel()
            await running.value
        }
    }
}
