// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("SessionDescription, RFC 8866") struct SessionDescriptionTests {
    private func parse(_ lines: [String], end: String = "\r\n") throws(SDPError) -> SessionDescription {
        try SessionDescription(parsing: Array(lines.map { $0 + end }.joined().utf8))
    }

    private let head = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]

    @Test("reading what was written gives the same value", arguments: Offers.all)
    func roundTrip(_ offer: String) throws {
        let first = try Offers.parsed(offer)
        let again = try SessionDescription(parsing: Array(first.serialized().utf8))
        #expect(again == first)
        #expect(again.serialized() == first.serialized())
    }

    @Test func `lines may end in LF alone and are written with CRLF`() throws {
        let description = try parse(head + ["m=audio 9 UDP/TLS/RTP/SAVPF 0"], end: "\n")
        #expect(try description == parse(head + ["m=audio 9 UDP/TLS/RTP/SAVPF 0"]))
        let text = description.serialized()
        #expect(text.hasPrefix("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"))
        #expect(text.utf8.count { $0 == 10 } == text.utf8.count { $0 == 13 })
    }

    @Test func `attributes belong to the section above them`() throws {
        let description = try parse(
            head + ["a=ice-lite", "m=audio 9 RTP/SAVPF 0", "a=mid:a", "m=video 9 RTP/SAVPF 96", "a=mid:b:c"])
        #expect(description.attributes == [Attribute("ice-lite")])
        #expect(description.media.map(\.mid) == ["a", "b:c"])
        #expect(description.media.map(\.kind) == [.audio, .video])
    }

    @Test func `a port may have a count`() throws {
        #expect(try parse(head + ["m=audio 4000/2 RTP/AVP 0"]).media.first?.port == 4000)
    }

    @Test func `the group is found among others`() throws {
        #expect(try Offers.parsed(Offers.obsPublish).bundle == ["0", "1"])
        #expect(try parse(head + ["a=group:LS 0 1"]).bundle.isEmpty)
    }

    @Test func `a section without a direction has the session's, and without that both`() throws {
        let none = try parse(head + ["m=audio 9 RTP/SAVPF 0"])
        #expect(none.direction(of: none.media[0]) == .sendrecv)
        let inherited = try parse(
            head + ["a=recvonly", "m=audio 9 RTP/SAVPF 0", "m=audio 9 RTP/SAVPF 0", "a=sendonly"])
        #expect(inherited.media.map { inherited.direction(of: $0) } == [.recvonly, .sendonly])
    }

    @Test(
        "what is no description is malformed",
        arguments: [
            ("", SDPError.noVersion),
            ("hello", .noVersion),
            ("v=1\r\n", .noVersion),
            ("v=0\r\n", .noOrigin),
            ("v=0\r\no=- 1\r\n", .noOrigin),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\nhello\r\n", .malformedLine(line: 3)),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\na=\r\n", .malformedLine(line: 3)),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\na=:x\r\n", .malformedLine(line: 3)),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\na=x\u{0}\r\n", .malformedLine(line: 3)),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\na=x\r\r\n", .malformedLine(line: 3)),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\n\r\nm=audio 9 RTP/SAVPF\r\n", .malformedMedia(line: 4)),
            ("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\nm=audio 65536 RTP/SAVPF 0\r\n", .malformedMedia(line: 3)),
        ])
    func malformed(_ text: String, _ error: SDPError) {
        #expect(throws: error) { try SessionDescription(parsing: Array(text.utf8)) }
    }

    @Test func `text must be UTF-8`() {
        let bytes = Array("v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=".utf8) + [0xFF, 13, 10]
        #expect(throws: SDPError.notUTF8(line: 3)) { try SessionDescription(parsing: bytes) }
    }

    @Test func `every error has a sentence of its own`() {
        let errors: [SDPError] = [
            .bodyTooLong(70_000), .lineTooLong(line: 3, count: 4_000), .malformedLine(line: 3),
            .notUTF8(line: 3),
            .noVersion, .noOrigin, .malformedMedia(line: 3), .tooManyMediaSections,
            .tooManyAttributes(line: 3),
            .tooManyCandidates(line: 3), .malformedCandidate, .malformedFingerprint,
        ]
        #expect(Set(errors.map(\.reason)).count == errors.count)
        #expect(errors.allSatisfy { $0.reason.hasSuffix(".") })
    }
}
