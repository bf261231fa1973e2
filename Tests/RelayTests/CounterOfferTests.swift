// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@testable import Relay

/// Viewers whose offers lack the broadcast's codec (WHEP draft-03 §4.2).
@Suite("Counter-offers, over loopback") struct CounterOfferTests {
    @Test(arguments: [1, 2]) func `without the codec an offer is unusable`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try stage.viewer(.viewer(video: .h264))
            await #expect(throws: RelayError.self) { try await stage.watch(viewer) }
            do {
                try await stage.watch(viewer)
            } catch let RelayError.unusable(reason) {
                #expect(reason.contains("VP8") && !reason.contains("H264"))
            }
            #expect(await stage.relay.statistics().sum(\.peers) == 1)
            #expect(stage.endings(of: viewer).isEmpty)
        }
    }

    @Test(arguments: [1, 2]) func `a counter-offer that is accepted plays`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try stage.viewer(.viewer(video: .h264))
            let offer = try await stage.counterOffer(to: viewer)
            let answer = try viewer.answer(offer)
            try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: answer)
            try await stage.until { viewer.isPlaying }
            try await stage.until { viewer.streams.allSatisfy { $0.packets.count >= 20 } }
            #expect(viewer.strangers == 0)
            #expect(viewer.streams.allSatisfy { $0.isContiguous })
            #expect(viewer.video[0].packets.first?.startsKeyframe == true)
            #expect(stage.events.contains(.connected(viewer.id)))
            #expect(await stage.relay.statistics().broadcasts.map(\.subscribers) == [1])
        }
    }

    @Test(arguments: [1, 2]) func `an answer that is no answer leaves the counter-offer open`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try stage.viewer(.viewer(video: .h264))
            let offer = try await stage.counterOffer(to: viewer)
            await #expect(throws: RelayError.self) {
                try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: Array("v=1".utf8))
            }
            await #expect(throws: RelayError.self) {
                try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: viewer.offer)
            }
            let answer = try viewer.answer(offer)
            try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: answer)
            await #expect(throws: RelayError.unknownPeer) {
                try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: answer)
            }
            try await stage.until { viewer.isPlaying }
        }
    }

    @Test(arguments: [1, 2]) func `a counter-offer that nobody answers ends`(_ workers: Int) async throws {
        try await Stage.run(isPatient: true) { stage in
            _ = try await stage.livePublisher()
            let viewer = try stage.viewer(.viewer(video: .h264))
            _ = try await stage.counterOffer(to: viewer)
            try await stage.until(seconds: 40) { stage.endings(of: viewer) == [.timeout] }
            #expect(await stage.relay.statistics().sum(\.peers) == 1)
            await #expect(throws: RelayError.unknownPeer) {
                try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: viewer.offer)
            }
        }
    }

    @Test(arguments: [1, 2]) func `a counter-offer outlasts the publisher that it was made for`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let first = try await stage.livePublisher()
            let viewer = try stage.viewer(.viewer(video: .h264))
            let offer = try await stage.counterOffer(to: viewer)
            await stage.relay.close(peer: first.id)
            try await stage.until { stage.endings(of: first) == [.closed] }
            try await stage.relay.acceptCounterOffer(peer: viewer.id, answer: try viewer.answer(offer))
            let second = try await stage.livePublisher()
            try await stage.until { viewer.isPlaying }
            #expect(viewer.video[0].contents.allSatisfy { $0.mark == second.mark })
            // And its end is not the broadcast's.
            await stage.relay.close(peer: viewer.id)
            try await stage.until { stage.endings(of: viewer) == [.closed] }
            #expect(await stage.relay.statistics().broadcasts.map(\.publisher) == [second.id])
            _ = try await stage.playingViewer()
        }
    }

    @Test(arguments: [1, 2]) func `a counter-offer that is closed leaves nothing`(_ workers: Int) async throws
    {
        try await Stage.run(workers: workers) { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try stage.viewer(.viewer(video: .h264))
            _ = try await stage.counterOffer(to: viewer)
            await stage.relay.close(peer: publisher.id)
            await stage.relay.close(peer: viewer.id)
            try await stage.until { stage.endings(of: viewer) == [.closed] }
            let statistics = await stage.relay.statistics()
            #expect(statistics.sum(\.peers) == 0 && statistics.broadcasts.isEmpty)
        }
    }
}

extension Stage {
    /// The relay's counter-offer to a viewer that can't play the broadcast as it offered.
    func counterOffer(to viewer: TestViewer) async throws -> RelayAnswer {
        let result = try await relay.subscribe(
            [.named("cam")], peer: viewer.id, offer: viewer.offer, allowCounterOffer: true
        )
        guard case .counterOffer(let offer, let reason, let playing) = result else {
            throw Unexpected(what: "\(result)")
        }
        #expect(reason.contains("codec") && playing == [.named("cam")])
        return offer
    }
}

extension TestViewer {
    /// Answers an offer of the relay's, and starts.
    func answer(_ offer: RelayAnswer) throws -> [UInt8] {
        close()
        try open(controlling: false)
        let local = try #require(local)
        // Whoever only receives answers a sender as the relay answers a publisher.
        let plan = try Answer.publish(SessionDescription(parsing: Array(offer.sdp.utf8)), .relay)
        try start(plan)
        return Array(plan.answer(local, sessionID: 1, sending: []).serialized().utf8)
    }
}
