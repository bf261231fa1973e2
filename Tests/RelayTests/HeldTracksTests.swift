// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

/// Tracks that subscribers who made the offer themselves are not sent for now.
@Suite("Held tracks, over loopback") struct HeldTracksTests {
    private let picture = HeldTracks(.named("cam"), audio: false, video: true)

    @Test(arguments: [1, 2])
    func `what is held stops, and goes on with a keyframe and without a gap`(_ workers: Int) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            await stage.relay.setHeld([picture], peer: viewer.id)
            let (video, audio) = (viewer.video[0], viewer.audio[0])
            // What was on its way has arrived before what is sent afterwards.
            try await stage.advance(audio)
            let count = video.packets.count
            try await stage.advance(audio, by: 50)
            #expect(video.packets.count == count)

            await stage.relay.setHeld(
                [HeldTracks(.named("other"), audio: true, video: true)], peer: viewer.id)
            try await stage.advance(video, by: 20)
            #expect(video.packets[count].startsKeyframe && video.isContiguous && video.isAdvancing)
            #expect(audio.isContiguous && audio.isAdvancing)
        }
    }

    @Test func `what is held from the answer on is never sent, also after a counter-offer`() async throws {
        try await Stage.run { stage in
            _ = try await stage.livePublisher()
            let viewer = try stage.viewer()
            let result = try await stage.relay.subscribe(
                [.named("cam")], peer: viewer.id, offer: viewer.offer, allowCounterOffer: false)
            guard case .answer(let answer, _) = result else { throw Unexpected(what: "\(result)") }
            await stage.relay.setHeld([picture], peer: viewer.id)
            try viewer.accept(answer)
            let other = try stage.viewer(.viewer(video: .h264))
            let offer = try await stage.counterOffer(to: other)
            await stage.relay.setHeld([picture], peer: other.id)
            try await stage.relay.acceptCounterOffer(peer: other.id, answer: try other.answer(offer))
            for viewer in [viewer, other] {
                try await stage.until { viewer.audio.first?.packets.count ?? 0 >= 50 }
                #expect(viewer.video.count == 1 && viewer.video[0].packets.isEmpty)
                await stage.relay.setHeld([], peer: viewer.id)
                try await stage.until { viewer.video[0].packets.count >= 20 }
                #expect(viewer.video[0].packets[0].startsKeyframe)
            }
        }
    }
}
