// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport
import Testing

@Suite struct BroadcastTests {
    @Test func `video begins at a keyframe with the numbers that were asked for`() throws {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        stage.receive(source.frame())
        #expect(sink.sent.isEmpty)
        stage.receive(source.frame(isKey: true))
        stage.receive(source.frame())
        let headers = sink.sent.map(\.header)
        #expect(headers.map(\.sequenceNumber) == [65_000, 65_001, 65_002, 65_003, 65_004, 65_005])
        #expect(headers.map(\.timestamp) == [0, 0, 0, 2_970, 2_970, 2_970].map { 4_294_900_000 &+ $0 })
        #expect(headers.map(\.marker) == [false, false, true, false, false, true])
        #expect(headers.allSatisfy { $0.ssrc == 0x1000 && $0.payloadType == 120 })
        #expect(sink.sent.map(mark) == [4, 5, 6, 7, 8, 9])
    }

    @Test func `the first packet of sound goes at once`() {
        let stage = Stage()
        stage.begin(Stage.audio())
        var source = AudioSource()
        stage.receive(source.packet())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        stage.receive(source.packet())
        #expect(sink.sent.count == 1)
        #expect(sink.sent.first?.header.sequenceNumber == 65_000)
    }

    @Test func `padding leaves no hole, in order or late`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        stage.receive(source.padding())
        stage.receive(source.padding())
        stage.receive(source.frame())
        #expect(sink.sent.map(\.header.sequenceNumber) == Array(65_000..<65_006))
        // Two packets of padding that the next frame overtakes: their places are filled, so nobody asks for them.
        let late = [source.padding(), source.padding()]
        stage.receive(source.frame())
        stage.receive(late)
        #expect(sink.sent.map(\.header.sequenceNumber).sorted() == Array(65_000..<65_011))
        #expect(sink.sent.suffix(2).allSatisfy { $0.payload.isEmpty })
        #expect(stage.broadcast.statistics(now: stage.now).tracks[0].drops[.paddingOnly] == 2)
    }

    @Test func `another payload type is not for the subscribers and leaves no hole`() {
        let stage = Stage()
        stage.begin(Stage.audio())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = AudioSource()
        stage.receive(source.packet())
        var noise = source.packet()
        noise[1] = 13
        stage.receive(noise)
        stage.receive(source.packet())
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001])
        #expect(stage.broadcast.statistics(now: stage.now).tracks[0].drops[.payloadType] == 1)
    }

    @Test func `lost packets stay gaps and recovered ones fill them`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        let frame = source.frame()
        stage.receive([frame[0], frame[2]])
        #expect(sink.sent.map(\.header.sequenceNumber) == [65_000, 65_001, 65_002, 65_003, 65_005])
        stage.wait(milliseconds: 20)
        // The source's fifth packet since 65,530.
        #expect(stage.nacked == [65_534])
        stage.receive(rtx(frame[1], ssrc: 0xA2, sequence: 1))
        #expect(sink.sent.last?.header.sequenceNumber == 65_004)
        #expect(sink.sent.last.map(mark) == 5)
        let track = stage.broadcast.statistics(now: stage.now).tracks[0]
        #expect(track.recovered == 1)
        #expect(track.lost == 0)
        #expect(track.nackedPackets == 1)
    }

    @Test func `duplicates go no further`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let sink = Stage.sink()
        _ = stage.subscribe(sink)
        var source = VideoSource()
        let frame = source.frame(isKey: true)
        stage.receive(frame + frame)
        stage.receive(rtx(frame[0], ssrc: 0xA2, sequence: 1))
        #expect(sink.sent.count == 3)
        #expect(stage.broadcast.statistics(now: stage.now).tracks[0].drops[.duplicate] == 4)
    }

    @Test func `a broken packet is counted and left`() {
        let stage = Stage()
        stage.receive([1, 2, 3])
        stage.begin(Stage.video())
        stage.receive([1, 2, 3])
        stage.receive([UInt8](repeating: 0x80, count: 1_501))
        stage.receive(RTPPacketFixture(sequenceNumber: 1, payload: [1]).bytes.replacing(payloadType: 50))
        let drops = stage.broadcast.statistics(now: stage.now).drops
        #expect(drops[.notPublishing] == 1)
        #expect(drops[.malformed] == 1)
        #expect(drops[.tooLong] == 1)
        #expect(drops[.unknownSource] == 1)
        #expect(drops.total == 4)
    }

    @Test func `who unsubscribes gets nothing more`() {
        let stage = Stage()
        stage.begin(Stage.video())
        let (left, stays) = (Stage.sink(), Stage.sink())
        let subscription = stage.subscribe(left)
        _ = stage.subscribe(stays)
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        stage.broadcast.unsubscribe(subscription)
        stage.broadcast.unsubscribe(subscription)
        stage.receive(source.frame())
        stage.wait(milliseconds: 100)
        #expect(left.sent.count == 3)
        #expect(stays.sent.count == 6)
        #expect(stage.broadcast.statistics(now: stage.now).tracks[0].subscriptions == 1)
    }

    @Test func `reports, transport feedback and a ceiling go to the publisher as agreed`() {
        let stage = Stage()
        stage.begin(Stage.video(feedback: [.nack, .pli, .transportCC]))
        var source = VideoSource()
        source.extensions = [(3, [0, 1])]
        stage.receive(source.frame(isKey: true))
        stage.receiveReport(ssrc: 0xA1, ntp: NTPTime(seconds: 1, fraction: 0x8000_0000), timestamp: 5)
        stage.wait(milliseconds: 1_005)
        let reports = stage.feedback.flatMap { (packet) -> [ReportBlock] in
            if case .receiverReport(let report) = packet { report.reports } else { [] }
        }
        #expect(reports.map(\.ssrc) == [0xA1])
        #expect(reports.first?.lastSenderReport == 0x0001_8000)
        let transport = stage.feedback.count { if case .transportFeedback = $0 { true } else { false } }
        #expect(transport == 1)
        #expect(!stage.feedback.contains { if case .remb = $0 { true } else { false } })
    }

    @Test("RFC 5506: a NACK stands alone only where that was agreed", arguments: [true, false])
    func nackStandsAlone(isAgreed: Bool) throws {
        let stage = Stage()
        stage.begin(Stage.video(feedback: isAgreed ? [.nack, .reducedSize] : [.nack]))
        var source = VideoSource()
        let frame = source.frame(isKey: true)
        stage.receive([frame[0], frame[2]])
        stage.wait(milliseconds: 100)
        let datagram = try #require(
            stage.datagrams.first { $0.contains { if case .nack = $0 { true } else { false } } })
        #expect((datagram.count == 1) == isAgreed)
    }

    @Test func `a publisher without transport feedback is told a ceiling`() {
        let stage = Stage()
        stage.begin(Stage.video(feedback: [.remb]))
        var source = VideoSource()
        stage.receive(source.frame(isKey: true))
        stage.wait(milliseconds: 2_000)
        let ceilings = stage.feedback.compactMap { (packet) -> UInt64? in
            if case .remb(let estimate) = packet { estimate.bitrate } else { nil }
        }
        #expect(ceilings.count == 2)
        #expect(ceilings.allSatisfy { $0 > 4_900_000 && $0 <= 5_000_000 })
        #expect(stage.nacked.isEmpty)
    }

    @Test func `slots go to tracks of their kind and stay`() {
        let stage = Stage()
        stage.begin(Stage.audio(), Stage.video())
        stage.begin(Stage.video(ssrcs: [7]))
        #expect(stage.broadcast.tracks.map(\.kind) == [.audio, .video])
        #expect(stage.broadcast.tracks.map(\.isPublished) == [false, true])
        stage.begin(Stage.video(), Stage.video(), Stage.audio())
        #expect(stage.broadcast.tracks.map(\.kind) == [.audio, .video, .video])
        stage.broadcast.endPublication(now: stage.now)
        #expect(stage.broadcast.tracks.count == 3)
        #expect(!stage.broadcast.isPublishing)
        for _ in 0..<20 {
            stage.begin(Stage.video(), Stage.video(), Stage.video(), Stage.audio(), Stage.audio())
        }
        #expect(stage.broadcast.tracks.count == 5)
    }
}
