// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Lineup: codecs, bounds and random lives") struct LineupBoundsTests {
    private var stage = LineupStage()

    @Test mutating func `a publisher that comes back with another codec has it offered in the same section`()
        throws
    {
        stage.want("a")
        try stage.settle()
        stage.want("a", video: .h264("packetization-mode=1;profile-level-id=42e01f"))
        #expect(stage.lineup.isOfferDue)
        try stage.settle()
        #expect(stage.offer.media.count == 2)
        #expect(stage.offer.media[0] == stage.offers[0].media[0])
        #expect(stage.offer.media[1].formats == ["102", "103"])
        #expect(stage.offer.media[1].mid == "1" && stage.sending["1"] == "a video-1")
        #expect(stage.offer.media[1].lines("ssrc") != stage.offers[0].media[1].lines("ssrc"))
        stage.want("a")
        try stage.settle()
        #expect(stage.offer.media[1].formats == ["96", "97"])
    }

    @Test mutating func `other parameters of the same profile are no news`() throws {
        stage.want("a", audio: .opus("minptime=10;useinbandfec=1"))
        try stage.settle()
        stage.want("a", audio: .opus("stereo=1"))
        #expect(!stage.lineup.isOfferDue)
    }

    @Test mutating func `there are 64 sections at most, and a place that falls free is taken`() throws {
        let names = (0..<33).map { "s\($0)" }
        stage.lineup.want(names.flatMap { LineupStage.tracks($0) })
        try stage.settle()
        #expect(stage.offer.media.count == 64)
        #expect(stage.lineup.unplaced.map(\.source) == ["s32/audio", "s32/video"])
        let answer = stage.browser.answer(stage.offer).serialized()
        #expect(answer.utf8.count < SDPLimits.bodyBytes && stage.offer.serialized().utf8.count < 131_072)
        stage.lineup.want(names.dropFirst().flatMap { LineupStage.tracks($0) })
        try stage.settle()
        // First the old track goes, then the new one comes.
        #expect(stage.lineup.revision == 3)
        #expect(stage.sending["0"] == "s32 audio-0" && stage.offer.media.count == 64)
        #expect(stage.lineup.unplaced.isEmpty)
    }

    @Test mutating func `when payload types are used up, a codec is offered as its closest relative`() throws
    {
        for round in 0..<60 {
            stage.lineup.want([])
            try stage.settle()
            stage.want("a", video: .h264("packetization-mode=1;profile-level-id=42e01f;x=\(round)"))
            try stage.settle()
        }
        let last = stage.offer.media.filter { $0.type == "video" && $0.flag("sendonly") }
        #expect(last.count == 1 && last[0].formats.count == 2)
        try expectStableTypes(stage.offers)
    }

    @Test(arguments: 0..<20) func `random lives break no rule`(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var stage = LineupStage()
        stage.browser.kind = Bool.random(using: &random) ? .chromium : .firefox
        let codecs: [TrackDescription] = [.vp8, .vp9("profile-id=0"), .h264("packetization-mode=1")]
        for _ in 0..<60 {
            let names = (0..<12).filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            var wanted: [WantedTrack<String>] = []
            for name in names {
                let video = codecs[Int.random(in: 0..<20, using: &random) == 0 ? 1 : name % 3]
                wanted += LineupStage.tracks("s\(name)", .opus, video)
            }
            stage.lineup.want(wanted)
            if stage.lineup.isOfferDue || Int.random(in: 0..<8, using: &random) == 0 { stage.makeOffer() }
            guard stage.lineup.isOpen, Int.random(in: 0..<4, using: &random) > 0 else { continue }
            if Int.random(in: 0..<10, using: &random) == 0 {
                let media = stage.offer.media.randomElement(using: &random)
                stage.browser.stopped.insert(media?.mid ?? "")
            }
            let agreement = try stage.takeAnswer()
            let sources = Set(wanted.map(\.source))
            #expect(agreement.tracks.allSatisfy { sources.contains($0.source) }, "seed \(seed)")
        }
        try expectStableTypes(stage.offers)
        expectStableNames(stage.offers)
    }

    /// RFC 3264 §8.3.2: a payload type never changes its meaning.
    private func expectStableTypes(_ offers: [SessionDescription]) throws {
        var meanings: [Substring: Set<String>] = [:]
        for media in offers.flatMap(\.media) where media.port != 0 {
            for attribute in media.attributes where attribute.name == "rtpmap" || attribute.name == "fmtp" {
                let fields = try #require(attribute.value).split(separator: " ", maxSplits: 1)
                meanings[attribute.name + " " + fields[0], default: []].insert(String(fields[1]))
            }
        }
        #expect(meanings.values.allSatisfy { $0.count == 1 })
    }

    /// Sections only become more; a mid is one section for ever; an SSRC is one stream's.
    private func expectStableNames(_ offers: [SessionDescription]) {
        #expect(zip(offers, offers.dropFirst()).allSatisfy { $0.media.count <= $1.media.count })
        var places: [String: Set<Int>] = [:]
        var streams: [String: Set<String>] = [:]
        for offer in offers {
            let mids = offer.media.compactMap(\.mid)
            #expect(mids.count == offer.media.count && Set(mids).count == mids.count)
            for (index, media) in offer.media.enumerated() {
                places[media.mid ?? "", default: []].insert(index)
                for line in media.lines("ssrc") {
                    streams[line, default: []].insert(media.lines("msid").joined())
                }
            }
        }
        #expect(places.values.allSatisfy { $0.count == 1 })
        #expect(streams.values.allSatisfy { $0.count == 1 })
    }
}
