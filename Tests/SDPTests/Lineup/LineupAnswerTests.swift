// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Lineup: answers that decline, restart or are none") struct LineupAnswerTests {
    private var stage = LineupStage()

    @Test mutating func `an answer to another offer, or a second one, is stale and changes nothing`() throws {
        stage.want("a")
        stage.makeOffer()
        let answer = stage.browser.answer(stage.offer)
        for revision in [0, 2, -1] {
            #expect(throws: NegotiationError.staleAnswer) { try stage.lineup.accept(answer, to: revision) }
        }
        try stage.takeAnswer()
        #expect(throws: NegotiationError.staleAnswer) { try stage.lineup.accept(answer, to: 1) }
        stage.want("a", "b")
        stage.makeOffer()
        #expect(throws: NegotiationError.staleAnswer) { try stage.lineup.accept(answer, to: 1) }
        try stage.takeAnswer()
    }

    @Test(arguments: AnsweringBrowser.Kind.allCases)
    mutating func `a wrong answer throws, and the right one is taken afterwards`(
        _ kind: AnsweringBrowser.Kind
    ) throws {
        stage.browser.kind = kind
        stage.want("a")
        try stage.settle()
        stage.want("a", "b")
        stage.makeOffer()
        let right = stage.browser.answer(stage.offer)
        var short = right
        short.media.removeLast()
        try expect(.sectionMismatch, short)
        var swapped = right
        swapped.media.swapAt(0, 1)
        try expect(.sectionMismatch, swapped)
        var renamed = right
        renamed.media[3].attributes = right.media[3].attributes.map {
            $0.name == "mid" ? Attribute("mid", "9") : $0
        }
        try expect(.sectionMismatch, renamed)
        var loose = right
        loose.attributes.removeAll { $0.name == "group" }
        try expect(.notBundled, loose)
        var closed = right
        for index in closed.media.indices { closed.media[index].port = 0 }
        try expect(.noMedia, closed)
        #expect(try stage.takeAnswer().tracks.count == 4)
    }

    @Test mutating func `an answer of another connection is none`() throws {
        stage.want("a")
        try stage.settle()
        stage.want("a", "b")
        stage.makeOffer()
        var other = stage.browser
        other.fingerprint = (0..<32).map { _ in "EF" }.joined(separator: ":")
        try expect(.otherConnection, other.answer(stage.offer))
        try expect(.otherConnection, stage.browser.restarted.answer(stage.offer))
        try stage.takeAnswer()
    }

    @Test mutating func `an offer that restarts ICE is answered with new credentials`() throws {
        stage.want("a")
        try stage.settle()
        let before = stage.offer
        stage.local.ufrag = "new1"
        stage.makeOffer(restartsICE: true)
        #expect(stage.offer.media[0].lines("ice-ufrag") == ["ice-ufrag:new1"])
        #expect(stage.offer.media[0].lines("ssrc") == before.media[0].lines("ssrc"))
        #expect(stage.lineup.restartsICE)
        try expect(.noRestart, stage.browser.answer(stage.offer))
        stage.browser = stage.browser.restarted
        let agreement = try stage.takeAnswer()
        #expect(agreement.transport == .restart && agreement.remote.ufrag == "theirs+")
        #expect(agreement.tracks.count == 2)
        stage.want("a", "b")
        stage.makeOffer()
        #expect(!stage.lineup.restartsICE)
        #expect(try stage.takeAnswer().transport == .keep)
    }

    @Test mutating func `an offer takes the place of an open one, with all that was collected`() throws {
        stage.want("a")
        try stage.settle()
        stage.want("a", "b")
        stage.makeOffer()
        stage.want("a", "c")
        stage.makeOffer(restartsICE: true)
        #expect(stage.offer.media.count == 6)
        #expect(stage.sending["2"] == nil && stage.sending["4"] == "c audio-4")
        try expect(.staleAnswer, stage.browser.answer(stage.offers[1]), revision: 2)
        stage.makeOffer()
        #expect(stage.lineup.restartsICE, "the peer may never have seen the restart before")
        stage.browser = stage.browser.restarted
        #expect(try stage.takeAnswer().transport == .restart)
    }

    @Test mutating func `what the page doesn't want to receive is not sent, and may come later`() throws {
        stage.want("a")
        stage.browser.declined = ["1"]
        stage.makeOffer()
        #expect(try stage.takeAnswer().tracks.map(\.source) == ["a/audio"])
        #expect(!stage.lineup.isOfferDue)
        stage.browser.declined = []
        stage.want("a", "b")
        stage.makeOffer()
        #expect(try stage.takeAnswer().tracks.count == 4)
        stage.browser.declined = ["0"]
        stage.makeOffer()
        #expect(try stage.takeAnswer().tracks.map(\.source) == ["a/video", "b/audio", "b/video"])
    }

    @Test(arguments: AnsweringBrowser.Kind.allCases)
    mutating func `a closed section stays closed, until another takes its place under a new mid`(
        _ kind: AnsweringBrowser.Kind
    ) throws {
        stage.browser.kind = kind
        stage.want("a")
        stage.browser.stopped = ["1"]
        stage.makeOffer()
        #expect(try stage.takeAnswer().tracks.map(\.source) == ["a/audio"])
        #expect(!stage.lineup.isOfferDue, "nobody is asked again for what he refused")
        #expect(stage.lineup.streams.map(\.mids) == [["0"]])
        stage.lineup.want(LineupStage.tracks("a") + [WantedTrack("b/audio", .opus, streamID: "b")])
        try stage.settle()
        #expect(stage.offer.media[1].port == 0 && stage.offer.bundle == ["0", "2"])
        stage.lineup.want(LineupStage.tracks("b"))
        try stage.settle()
        stage.lineup.want(LineupStage.tracks("b") + LineupStage.tracks("c"))
        try stage.settle()
        #expect(stage.offer.media.map { $0.mid } == ["0", "3", "2", "4"].map(Optional.some))
        #expect(stage.sending.count == 4 && stage.sending["1"] == nil)
    }

    @Test mutating func `the first section may be closed`() throws {
        stage.want("a")
        stage.browser.stopped = ["0"]
        try stage.settle()
        stage.want("a", "b")
        try stage.settle()
        #expect(stage.offer.bundle == ["1", "2", "3"])
        #expect(stage.offer.media[0].lines("candidate").isEmpty)
        #expect(stage.offer.media[1].lines("candidate").count == 3)
    }

    private mutating func expect(
        _ error: NegotiationError, _ answer: SessionDescription, revision: Int? = nil
    ) throws {
        let revision = revision ?? stage.lineup.revision
        #expect(throws: error) { try stage.lineup.accept(answer, to: revision) }
        #expect(stage.lineup.isOpen)
    }
}
