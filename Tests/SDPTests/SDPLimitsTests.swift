// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("SDPLimits: S10") struct SDPLimitsTests {
    private let head = ["v=0", "o=- 1 2 IN IP4 127.0.0.1"]

    private func parse(_ lines: [String]) throws(SDPError) -> SessionDescription {
        try SessionDescription(parsing: Array((head + lines).map { $0 + "\r\n" }.joined().utf8))
    }

    @Test func `a body of 128 KiB is read, one byte more is not`() throws {
        var bytes = Array("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n".utf8)
        while bytes.count < SDPLimits.bodyBytes { bytes.append(10) }
        #expect(throws: Never.self) { try SessionDescription(parsing: bytes) }
        bytes.append(10)
        #expect(throws: SDPError.bodyTooLong(131_073)) { try SessionDescription(parsing: bytes) }
    }

    @Test func `a line of 2 KiB is read, one byte more is not`() throws {
        let line = "a=x:" + String(repeating: "y", count: SDPLimits.lineBytes - 4)
        #expect(try parse([line]).attributes.count == 1)
        #expect(throws: SDPError.lineTooLong(line: 3, count: 2_049)) { try parse([line + "y"]) }
    }

    @Test func `64 sections are read, one more is not`() throws {
        let sections = Array(repeating: "m=audio 9 RTP/SAVPF 0", count: 64)
        #expect(try parse(sections).media.count == 64)
        #expect(throws: SDPError.tooManyMediaSections) { try parse(sections + ["m=audio 9 RTP/SAVPF 0"]) }
    }

    @Test func `200 attributes are read in the session and in each section, one more is not`() throws {
        let attributes = Array(repeating: "a=x", count: 200)
        let section = ["m=audio 9 RTP/SAVPF 0"] + attributes
        #expect(try parse(attributes + section + section).media.map(\.attributes.count) == [200, 200])
        #expect(throws: SDPError.tooManyAttributes(line: 203)) { try parse(attributes + ["a=x"]) }
        #expect(throws: SDPError.tooManyAttributes(line: 204)) { try parse(section + ["a=x"]) }
    }

    @Test func `attributes of formats are bounded apart, for browsers with many codecs`() throws {
        let formats = Array(repeating: "a=rtcp-fb:96 nack", count: 512)
        let section = ["m=video 9 RTP/SAVPF 96"] + formats + Array(repeating: "a=x", count: 200)
        #expect(try parse(section).media[0].attributes.count == 712)
        #expect(throws: SDPError.tooManyAttributes(line: 516)) {
            try parse(["m=video 9 RTP/SAVPF 96"] + formats + ["a=fmtp:96 x"])
        }
    }

    @Test func `50 candidates are read in a section, one more is not`() throws {
        let line = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host"
        let section = ["m=audio 9 RTP/SAVPF 0"] + Array(repeating: line, count: 50)
        #expect(try parse(section + section).media.count == 2)
        #expect(throws: SDPError.tooManyCandidates(line: 54)) { try parse(section + [line]) }
    }
}
