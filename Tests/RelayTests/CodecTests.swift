// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Testing

@testable import Relay

/// Whatever is negotiated is forwarded as well.
@Suite("Codecs, over loopback") struct CodecTests {
    @Test(arguments: Capabilities.relay.codecs.map(\.name), [1, 2])
    func `each codec reaches a viewer unchanged, on its own clock, video from a keyframe on`(
        _ name: String, _ workers: Int
    ) async throws {
        let codec = try #require(Capabilities.relay.codecs.first { $0.name == name })
        let track = TrackDescription(codec)
        try await Stage.run(workers: workers) { stage in
            let isVideo = codec.kind == .video
            let publisher = try await stage.livePublisher(
                .init(audio: isVideo ? nil : track, video: isVideo ? track : nil)
            )
            let sent = try #require(isVideo ? publisher.video : publisher.audio)
            // So that a viewer comes in the middle of a stream, not at its first keyframe.
            try await stage.until { sent.packets >= 9 }
            let viewer = try await stage.playingViewer(ClientOffer(tracks: [track], direction: .recvonly))
            let stream = try #require(viewer.streams.first)
            try await stage.until { stream.packets.count >= 40 && stream.reports.count >= 2 }

            #expect(viewer.strangers == 0 && viewer.streams.count == 1)
            #expect(stream.codec.encodingName == codec.name && stream.isVideo == isVideo)
            #expect(stream.packets.allSatisfy { $0.payloadType == stream.payloadType })
            try expectSame(stream, as: sent, of: publisher)
            try expectClock(of: stream, ticks: Int64(codec.clockRate))
            if isVideo {
                let first = try #require(stream.contents.first)
                #expect(publisher.keyframeSerials.contains(first.serial))
            }
        }
    }

    /// Contiguous numbers, and behind each the publisher's next packet.
    private func expectSame(
        _ stream: ReceivedStream, as sent: PublishedStream, of publisher: TestPublisher
    ) throws {
        #expect(stream.isContiguous && stream.isAdvancing)
        #expect(stream.contents.count == stream.packets.count)
        #expect(stream.contents.allSatisfy { $0.mark == publisher.mark })
        let serials = stream.contents.map(\.serial)
        #expect(zip(serials, serials.dropFirst()).allSatisfy { $1 == $0 + 1 })
        let offset = PayloadLayout.contentOffset(sent.codec)
        let skipped = PayloadLayout.rewrittenCount(sent.codec)
        var originals: [UInt32: OutgoingPacket] = [:]
        for packet in sent.sent.values {
            let content = try #require(Content(packet.payload, at: offset))
            originals[content.serial] = packet
        }
        for (packet, serial) in zip(stream.packets, serials) {
            let original = try #require(originals[serial])
            #expect(packet.payload.dropFirst(skipped) == original.payload.dropFirst(skipped))
            #expect(packet.payload.count == original.payload.count && packet.marker == original.marker)
        }
    }

    /// Timestamps as far apart as the moments of capture, to a tick; and sender reports that run alike.
    private func expectClock(of stream: ReceivedStream, ticks: Int64) throws {
        #expect(stream.clockRate == ticks)
        let first = try #require(stream.packets.first)
        let start = try #require(stream.content(first)).capture
        for packet in stream.packets {
            let capture = try #require(stream.content(packet)).capture
            let elapsed = Int64(packet.timestamp &- first.timestamp)
            #expect(abs(elapsed - (capture - start) * ticks / 1_000_000) <= 1)
        }
        let reports = (try #require(stream.reports.first), try #require(stream.reports.last))
        let reported = Int64(reports.1.rtpTimestamp &- reports.0.rtpTimestamp)
        let expected = reports.1.ntp.nanoseconds(since: reports.0.ntp) / 1_000 * ticks / 1_000_000
        // Half a clock's rate is wrong; a first report may be off by what a packet was late.
        #expect(expected > 0 && abs(reported - expected) < expected / 4)
    }
}
