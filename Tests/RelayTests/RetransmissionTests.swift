// SPDX-License-Identifier: Apache-2.0

import Testing
import Transport

@testable import Relay

/// Losses on either side of the relay (RFC 4585 §6.2.1).
@Suite("Retransmission, over loopback") struct RetransmissionTests {
    @Test(arguments: [1, 2]) func `a subscriber's NACK is answered from the cache by RTX`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let publisher = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let video = viewer.video[0]
            try await stage.until { video.packets.count >= 30 }
            let wanted = [video.packets[5], video.packets[6], video.packets[20]]
            viewer.nack(wanted.map(\.sequenceNumber), of: video)
            try await stage.until { video.resends.count == 3 }
            for (resend, original) in zip(video.resends, wanted) {
                // RFC 4588 §4: the original number, then the payload as it was; same timestamp and marker.
                let number = [UInt8(original.sequenceNumber >> 8), UInt8(original.sequenceNumber & 0xFF)]
                #expect(resend.payload == number + original.payload)
                #expect(resend.payloadType == video.rtxPayloadType)
                #expect(resend.timestamp == original.timestamp && resend.marker == original.marker)
                #expect(resend.mid == original.mid)
            }
            let numbers = video.resends.map(\.sequenceNumber)
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 &+ 1 })
            #expect(viewer.strangers == 0)
            #expect(publisher.nacked.isEmpty)
            #expect(await stage.relay.statistics().sum(\.totals.retransmissions) == 3)
        }
    }

    /// AES-GCM, which two peers of ours agree on, allows a number again only for the same bytes (RFC 7714 §8.1).
    @Test(arguments: [1, 2]) func `without RTX the packet itself goes again, and without what would differ`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try await stage.playingViewer(.viewer(rtx: false))
            let video = viewer.video[0]
            #expect(video.rtxSSRC == nil && video.rtxPayloadType == nil)
            try await stage.until { video.packets.count >= 30 }
            viewer.nack([video.packets[5].sequenceNumber], of: video)
            // It arrives, and since this viewer has it, that is all: its transport knows the number.
            try await stage.until { viewer.transport?.statistics.drops[.replayed] == 1 }
            #expect(video.packets.allSatisfy { !$0.hasAbsSendTime && $0.transportSequence == nil })
            #expect(video.isContiguous)
            #expect(await stage.relay.statistics().sum(\.totals.retransmissions) == 1)
            #expect(await stage.relay.statistics().workers.allSatisfy { $0.drops["repeated_number"] == nil })
        }
    }

    @Test(arguments: [1, 2]) func `a NACK for what was never sent is not answered`(
        _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            _ = try await stage.livePublisher()
            let viewer = try await stage.playingViewer()
            let video = viewer.video[0]
            let first = video.packets[0].sequenceNumber
            viewer.nack([first &- 1, first &+ 30_000], of: video)
            viewer.nack([first], of: video)
            try await stage.until { !video.resends.isEmpty }
            #expect(video.resends.count == 1)
        }
    }

    @Test(arguments: [true, false], [1, 2])
    func `what the publisher lost is asked for and reaches every subscriber`(
        _ rtx: Bool, _ workers: Int
    ) async throws {
        try await Stage.run(workers: workers) { stage in
            let publisher = try await stage.livePublisher(.init(rtx: rtx))
            var viewers: [TestViewer] = []
            for _ in 0..<2 { viewers.append(try await stage.playingViewer()) }
            let watching = viewers
            let first = publisher.videoCount + 10
            let lost: Set = [first, first + 1, first + 2, first + 10, first + 20]
            publisher.withholds = { lost.contains($0) }
            let last = first + 40
            try await stage.until {
                watching.allSatisfy { $0.video[0].hasReached(last) }
            }
            #expect(Set(publisher.withheld).isSubset(of: publisher.nacked))
            for viewer in watching {
                let video = viewer.video[0]
                let serials = Set(video.contents.map(\.serial))
                let began = try #require(serials.min())
                #expect(Set(began...last).isSubset(of: serials))
                // Each under the number that was left for it, and once.
                let numbered = video.packets.compactMap { packet in
                    video.content(packet).map { (serial: $0.serial, number: packet.sequenceNumber) }
                }
                let start = try #require(numbered.first { $0.serial == began })
                #expect(numbered.allSatisfy { $0.number &- start.number == UInt16($0.serial - began) })
                #expect(serials.count == numbered.count)
            }
            let track = try #require(await stage.relay.statistics().broadcasts.first?.tracks.last)
            #expect(track.lost == 0)
            // After a second of asking in vain the relay gives up, and takes what comes then for late.
            #expect(track.recovered == 5 || publisher.longestPause > 100)
        }
    }
}
