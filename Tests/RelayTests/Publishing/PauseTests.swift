// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Relay

/// Tracks that are agreed on and not sent for now.
@Suite("Pauses, over loopback") struct PauseTests {
    @Test(arguments: [1, 2])
    func `what is paused stops, and goes on with a keyframe, without an offer or a gap`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let uplink = try await stage.liveUplink("a", "b")
            let receiver = try await stage.openReceiver("a", "b")
            try await stage.until { receiver.isPlaying("a", "b", packets: 10) }
            let all = [WantedStream.named("a"), .named("b")]
            var paused = all
            paused[0].pausedVideo = true
            #expect(try await stage.relay.setStreams(paused, peer: receiver.id) == nil)
            let video = try #require(receiver.streams("a").first { $0.isVideo })
            let audio = try #require(receiver.streams("a").first { !$0.isVideo })
            // What was on its way has arrived before what is sent afterwards.
            try await stage.advance(audio)
            let (count, requests) = (video.packets.count, uplink.streams["a"]?.keyframeRequests ?? 0)
            try await stage.advance(audio, by: 50)
            #expect(video.packets.count == count && uplink.streams["a"]?.keyframeRequests == requests)

            #expect(try await stage.relay.setStreams(all, peer: receiver.id) == nil)
            try await stage.advance(video, by: 20)
            #expect(video.packets[count].startsKeyframe && video.isContiguous && video.isAdvancing)
            #expect((uplink.streams["a"]?.keyframeRequests ?? 0) > requests)
            #expect(receiver.offers.count == 1)
            expectUndisturbed(receiver, "b")
            #expect(audio.isContiguous && audio.isAdvancing)
        }
    }

    @Test func `what is paused from the start is offered, and begins when it is resumed`() async throws {
        try await Stage.run { stage in
            let uplink = try await stage.liveUplink("a")
            let receiver = stage.receiver()
            let paused = WantedStream(.named("a"), id: "a", pausedAudio: true, pausedVideo: true)
            let offer = try await stage.relay.openReceiver([paused], peer: receiver.id)
            try await stage.answer(offer, receiver)
            try await stage.until { receiver.isConnected }
            let sent = uplink.streams["a"]?.audio?.packets ?? 0
            try await stage.until { (uplink.streams["a"]?.audio?.packets ?? 0) > sent + 20 }
            #expect(receiver.streams.count == 2 && receiver.streams.allSatisfy { $0.packets.isEmpty })
            #expect(try await stage.relay.setStreams([.named("a")], peer: receiver.id) == nil)
            try await stage.until { receiver.isPlaying("a", packets: 20) }
            #expect(receiver.streams("a").first { $0.isVideo }?.packets.first?.startsKeyframe == true)
            expectUndisturbed(receiver, "a")
        }
    }
}
