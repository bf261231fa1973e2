// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Lineup: offers over a connection's life, RFC 8829 §5.2.2") struct LineupTests {
    private var stage = LineupStage()

    @Test mutating func `each wanted track has a section of its stream`() {
        stage.want("cam", "screen")
        #expect(stage.lineup.isOfferDue)
        stage.makeOffer()
        #expect(stage.offer.media.map(\.type) == ["audio", "video", "audio", "video"])
        #expect(
            stage.sending == [
                "0": "cam audio-0", "1": "cam video-1", "2": "screen audio-2", "3": "screen video-3",
            ])
        #expect(stage.offer.bundle == ["0", "1", "2", "3"])
        #expect(stage.lineup.streams.map(\.id) == ["cam", "screen"])
        #expect(stage.lineup.streams.map(\.mids) == [["0", "1"], ["2", "3"]])
        #expect(stage.lineup.unplaced.isEmpty && !stage.lineup.isOfferDue)
    }

    @Test(arguments: AnsweringBrowser.Kind.allCases)
    mutating func `what stays keeps its section to the letter`(_ kind: AnsweringBrowser.Kind) throws {
        stage.browser.kind = kind
        stage.want("a")
        try stage.settle()
        stage.want("a", "b")
        try stage.settle()
        stage.want("b", "a", "c")
        try stage.settle()
        #expect(stage.offers.count == 3)
        #expect(stage.offers[1].media.prefix(2) == stage.offers[0].media[...])
        #expect(stage.offers[2].media.prefix(4) == stage.offers[1].media[...])
        #expect(stage.offers.map(\.origin) == (1...3).map { "- 5 \($0) IN IP4 127.0.0.1" })
    }

    @Test mutating func `the answer starts the transport once, and tells all that flows`() throws {
        stage.want("a")
        stage.makeOffer()
        let first = try stage.takeAnswer()
        #expect(first.transport == .start(.server))
        #expect(first.remote.ufrag == "theirs" && first.extmapAllowMixed)
        #expect(first.tracks.map(\.source) == ["a/audio", "a/video"])
        #expect(first.tracks.map { $0.section.codecs[0].payloadType } == [111, 96])
        #expect(first.tracks[1].section.codecs[0].rtxPayloadType == 97)
        stage.want("a", "b")
        stage.makeOffer()
        let second = try stage.takeAnswer()
        #expect(second.transport == .keep)
        #expect(second.tracks.map(\.source) == ["a/audio", "a/video", "b/audio", "b/video"])
        #expect(second.tracks.prefix(2).map(\.sending) == first.tracks.map(\.sending))
    }

    @Test(arguments: AnsweringBrowser.Kind.allCases)
    mutating func `what ends is offered as inactive, and stays in the bundle`(
        _ kind: AnsweringBrowser.Kind
    ) throws {
        stage.browser.kind = kind
        stage.want("a", "b")
        try stage.settle()
        stage.want("b")
        stage.makeOffer()
        let gone = stage.offer.media[1]
        #expect(gone.flag("inactive") && gone.port != 0 && gone.formats == ["96", "97"])
        #expect(gone.lines("msid").isEmpty && gone.lines("ssrc").isEmpty)
        #expect(stage.offer.bundle == ["0", "1", "2", "3"])
        #expect(try stage.takeAnswer().tracks.map(\.source) == ["b/audio", "b/video"])
    }

    @Test mutating func `an inactive section is reused once that was answered, under new names`() throws {
        stage.want("a", "b")
        try stage.settle()
        stage.want("b")
        try stage.settle()
        stage.want("b", "c")
        try stage.settle()
        #expect(stage.offer.media.count == 4)
        #expect(stage.sending["0"] == "c audio-0" && stage.sending["1"] == "c video-1")
        let ssrcs = stage.offers.map { $0.media[1].lines("ssrc-group") }
        #expect(ssrcs[0] != ssrcs[2] && ssrcs[2].count == 1)
    }

    @Test mutating func `a section never goes from one track to another within an offer`() throws {
        stage.want("a")
        try stage.settle()
        stage.want("b")
        try stage.settle()
        #expect(stage.offer.media.map { $0.flag("inactive") } == [true, true, false, false])
        #expect(stage.sending == ["2": "b audio-2", "3": "b video-3"])
    }

    @Test mutating func `a section serves one kind only`() throws {
        stage.lineup.want([WantedTrack("a", .opus, streamID: "a")])
        try stage.settle()
        stage.lineup.want([])
        try stage.settle()
        stage.lineup.want([WantedTrack("b", .vp8, streamID: "b")])
        try stage.settle()
        #expect(stage.offer.media.map(\.type) == ["audio", "video"])
    }

    @Test mutating func `wishes are collected while an offer is open, and one offer follows`() throws {
        stage.want("a")
        stage.makeOffer()
        for streams in [["a", "b"], ["a", "b", "c"], ["a", "c"]] {
            stage.lineup.want(streams.flatMap { LineupStage.tracks($0) })
            #expect(!stage.lineup.isOfferDue)
        }
        try stage.settle()
        #expect(stage.lineup.revision == 2)
        #expect(Set(stage.sending.values.map { $0.prefix(1) }) == ["a", "c"])
    }

    @Test mutating func `what is unwanted while its offer is open does not flow`() throws {
        stage.want("a", "b")
        stage.makeOffer()
        stage.want("a")
        #expect(try stage.takeAnswer().tracks.map(\.source) == ["a/audio", "a/video"])
        #expect(stage.lineup.isOfferDue)
        try stage.settle()
        #expect(stage.offer.media.map { $0.flag("inactive") } == [false, false, true, true])
    }

    @Test mutating func `what is wanted again has other SSRCs, for the old ones are forgotten`() throws {
        stage.want("a")
        try stage.settle()
        let before = Set(stage.offer.media.flatMap { $0.lines("ssrc") })
        stage.want("a", "b")
        stage.makeOffer()
        stage.want("b")
        stage.want("a", "b")
        #expect(try stage.takeAnswer().tracks.map(\.source) == ["b/audio", "b/video"])
        try stage.settle()
        let again = stage.offer.media.filter { $0.lines("msid").first?.hasPrefix("msid:a ") == true }
        #expect(again.count == 2)
        #expect(before.isDisjoint(with: again.flatMap { $0.lines("ssrc") }))
    }

    @Test mutating func `with nothing to send, the transport stays`() throws {
        stage.want("a")
        try stage.settle()
        stage.lineup.want([])
        stage.makeOffer()
        let agreement = try stage.takeAnswer()
        #expect(agreement.transport == .keep && agreement.tracks.isEmpty)
        stage.want("b")
        try stage.settle()
        #expect(stage.offer.media.count == 2)
    }
}
