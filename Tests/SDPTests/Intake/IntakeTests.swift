// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("Intake, RFC 8829 §5.3.2") struct IntakeTests {
    private var intake = Intake(sessionID: 5, .relay)
    private var browser = OfferingBrowser(pairs: 2)

    private mutating func accept(_ streams: [[String]]) throws -> IntakeAgreement {
        try intake.accept(browser.offer, streams: streams)
    }

    /// The directions of the answer's sections, "0" for one that is rejected.
    private var answered: [String] {
        intake.answer(.sample).media.map { media in
            media.port == 0 ? "0" : media.direction?.rawValue ?? "none"
        }
    }

    @Test mutating func `each stream has its sections, and the codec is the first of each`() throws {
        let agreement = try accept([["0", "1"], ["3", "2"]])
        #expect(agreement.transport == .start(.server) && agreement.remote.ufrag == "peer")
        #expect(agreement.streams.map { $0.map(\.mid) } == [["0", "1"], ["2", "3"]])
        #expect(agreement.streams[1].map { $0.codecs.map(\.name) } == [["opus"], ["VP8"]])
        #expect(agreement.streams.map { $0[1].ssrcs } == [[1_001], [1_003]])
        #expect(agreement.streams[1][1].rtxSSRCs == [RetransmissionPair(media: 1_003, rtx: 2_003)])
        let answer = intake.answer(.sample)
        #expect(answer.media.map(\.mid) == ["0", "1", "2", "3"] && answer.bundle == ["0", "1", "2", "3"])
        #expect(answered == ["recvonly", "recvonly", "recvonly", "recvonly"])
        #expect(
            answer.media.allSatisfy { $0.flag("setup") == false && $0.lines("setup") == ["setup:passive"] })
        #expect(answer.media.allSatisfy { $0.lines("extmap").contains { $0.hasPrefix("extmap:4 ") } })
    }

    @Test mutating func `sections of no stream are answered inactive, and carry one later`() throws {
        _ = try accept([["0", "1"]])
        #expect(answered == ["recvonly", "recvonly", "inactive", "inactive"])
        let agreement = try accept([["2", "3"], ["0", "1"]])
        #expect(agreement.transport == .keep)
        #expect(agreement.streams.map { $0.map(\.mid) } == [["2", "3"], ["0", "1"]])
        #expect(answered == ["recvonly", "recvonly", "recvonly", "recvonly"])
        _ = try accept([])
        #expect(answered == ["inactive", "inactive", "inactive", "inactive"])
    }

    @Test mutating func `bounds are said of the sections that have one, in both spellings`() throws {
        _ = try accept([["0", "1"], ["2", "3"]])
        let answer = intake.answer(.sample, bounds: ["1": 256_000, "2": 30_500])
        #expect(
            answer.media.map(\.bandwidths) == [[], ["AS:256", "TIAS:256000"], ["AS:31", "TIAS:30500"], []])
        #expect(answer.serialized().contains("\r\nb=AS:256\r\nb=TIAS:256000\r\na="))
        _ = try accept([["0"]])
        #expect(intake.answer(.sample, bounds: ["1": 256_000]).media.allSatisfy { $0.bandwidths.isEmpty })
    }

    @Test mutating func `REMB is agreed on beside transport-wide feedback where it is offered`() throws {
        #expect(try accept([["1"]]).streams[0][0].codecs.map(\.remb) == [false])
        browser.lines[1].feedback.append("96 goog-remb")
        let codec = try accept([["1"]]).streams[0][0].codecs[0]
        #expect(codec.remb && codec.transportCC)
    }

    @Test mutating func `the answers of a connection are one session, each the next version`() throws {
        var origins: [String] = []
        for streams in [[["0"]], [["1"]], []] {
            _ = try accept(streams)
            origins.append(intake.answer(.sample).origin)
        }
        #expect(origins.map { $0.split(separator: " ")[1] } == ["5", "5", "5"])
        #expect(origins.map { $0.split(separator: " ")[2] } == ["1", "2", "3"])
    }

    @Test mutating func `a codec stays for as long as it is offered, whatever is preferred now`() throws {
        _ = try accept([["0", "1"]])
        browser.lines[1].formats = ["98", "99", "96", "97"]
        browser.lines[3].formats = ["98", "99", "96", "97"]
        let kept = try accept([["0", "1"], ["2", "3"]])
        #expect(kept.streams.map { $0[1].codecs[0].name } == ["VP8", "VP9"])
        browser.lines[1].formats = ["98", "99"]
        let changed = try accept([["0", "1"]])
        #expect(changed.streams[0][1].codecs.map(\.payloadType) == [98])
    }

    @Test mutating func `other credentials restart ICE, another certificate is another connection`() throws {
        _ = try accept([["0", "1"]])
        browser.ufrag = "next"
        browser.password += "9"
        #expect(try accept([["0", "1"]]).transport == .restart)
        #expect(try accept([["0", "1"]]).transport == .keep)
        let good = browser
        browser.fingerprint = (0..<32).map { _ in "CD" }.joined(separator: ":")
        #expect(throws: NegotiationError.otherConnection) { try accept([["0", "1"]]) }
        browser = good
        #expect(try accept([["0", "1"]]).transport == .keep)
    }

    @Test(arguments: [("actpass", true), ("active", true), ("passive", false), ("none", false)])
    mutating func `the part in the handshake stays`(_ setup: String, _ isFine: Bool) throws {
        _ = try accept([["0", "1"]])
        browser.setup = setup
        if isFine {
            _ = try accept([["0", "1"]])
            #expect(intake.answer(.sample).media[0].lines("setup") == ["setup:passive"])
        } else {
            #expect(throws: NegotiationError.unusableSetup) { try accept([["0", "1"]]) }
        }
    }

    @Test mutating func `a stopped section is rejected, and is another one when it is used again`() throws {
        _ = try accept([["0", "1"], ["2", "3"]])
        browser.lines[2].isStopped = true
        _ = try accept([["0", "1"], ["3"]])
        #expect(answered == ["recvonly", "recvonly", "0", "recvonly"])
        browser.lines[2] = .init(kind: .video, mid: "4", formats: ["96", "97"])
        let agreement = try accept([["0", "1"], ["3"], ["4"]])
        #expect(agreement.streams[2].map(\.index) == [2])
    }

    @Test mutating func `nothing is left but the connection when all sections are stopped`() throws {
        _ = try accept([["0", "1"]])
        for index in browser.lines.indices { browser.lines[index].isStopped = true }
        let agreement = try accept([])
        #expect(agreement.transport == .keep && agreement.streams.isEmpty)
        #expect(answered == ["0", "0", "0", "0"])
    }

    @Test mutating func `sections neither vanish nor change their names`() throws {
        _ = try accept([["0", "1"], ["2", "3"]])
        let good = browser
        browser.lines.removeLast()
        #expect(throws: NegotiationError.sectionsChanged) { try accept([["0", "1"]]) }
        browser = good
        browser.lines[3].mid = "9"
        #expect(throws: NegotiationError.sectionsChanged) { try accept([["0", "1"]]) }
        browser = good
        browser.lines.swapAt(0, 2)
        #expect(throws: NegotiationError.sectionsChanged) { try accept([["0", "1"]]) }
        browser = good
        #expect(try accept([["0", "1"]]).streams.count == 1 && intake.revision == 2)
    }

    @Test mutating func `streams need sections of their own that send what is known`() throws {
        #expect(throws: NegotiationError.noMedia) { try accept([]) }
        #expect(throws: NegotiationError.noMedia) { try accept([[]]) }
        #expect(throws: NegotiationError.unknownMID) { try accept([["0", "7"]]) }
        #expect(throws: NegotiationError.duplicateMID) { try accept([["0", "0"]]) }
        #expect(throws: NegotiationError.duplicateMID) { try accept([["0", "1"], ["1", "2"]]) }
        #expect(throws: NegotiationError.tooManySections(kind: .audio, offered: 2)) {
            try accept([["0", "2"]])
        }
        browser.lines[2].isActive = false
        #expect(throws: NegotiationError.wrongDirection) { try accept([["0", "1"], ["2"]]) }
        #expect(intake.revision == 0)
    }

    @Test mutating func `a section that can't be taken is left out of its stream`() throws {
        browser.lines[1].formats = ["35"]
        browser.lines[2].isActive = false
        let agreement = try accept([["0", "1"], ["2", "3"]])
        #expect(agreement.streams.map { $0.map(\.mid) } == [["0"], ["3"]])
        #expect(answered == ["recvonly", "0", "inactive", "recvonly"])
        #expect(throws: NegotiationError.self) { try accept([["0"], ["1"]]) }
    }

    @Test mutating func `as many sections as can be read are taken`() throws {
        browser = OfferingBrowser(pairs: 32)
        let streams = (0..<32).map { (pair: Int) -> [String] in ["\(2 * pair)", "\(2 * pair + 1)"] }
        #expect(try accept(streams).streams.count == 32)
        #expect(answered == Array(repeating: "recvonly", count: 64))
    }
}
