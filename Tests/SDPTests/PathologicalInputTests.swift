// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

@Suite("SDP: pathological inputs take linear time, S10") struct PathologicalInputTests {
    private static let head = "v=0\no=- 1 2 IN IP4 0.0.0.0\n"

    /// Texts of nearly 64 KiB, each made to hit one loop hard.
    static let inputs: [(name: String, unit: String)] = [
        ("line ends", "\n"), ("returns", "\r\n"), ("one long line", "x"), ("short lines", "b=\n"),
        ("sections", "m=audio 9 UDP/TLS/RTP/SAVPF 0\n"),
        ("formats", "m=audio 9 UDP/TLS/RTP/SAVPF" + String(repeating: " 0", count: 1_000) + "\n"),
        ("parameters", "a=fmtp:96 " + String(repeating: ";", count: 2_000) + "\n"),
        ("named parameters", "a=fmtp:96 " + String(repeating: "a=1;", count: 500) + "\n"),
        ("groups", "a=group:BUNDLE" + String(repeating: " 0", count: 1_000) + "\n"),
        ("sources", "a=ssrc-group:SIM" + String(repeating: " 7", count: 1_000) + "\n"),
        ("colons", "a=" + String(repeating: "x:", count: 1_000) + "\n"),
        ("candidates", "a=candidate:" + String(repeating: "1 ", count: 1_000) + "\n"),
        ("fingerprints", "a=fingerprint:sha-256 " + String(repeating: "AB:", count: 600) + "\n"),
        ("marks", "a=x:" + String(repeating: "e\u{301}", count: 600) + "\n"),
    ]

    private static func text(_ unit: String, bytes: Int) -> [UInt8] {
        var bytes = bytes - head.utf8.count
        var text = Array(head.utf8)
        let unit = Array(unit.utf8)
        while bytes >= unit.count {
            text += unit
            bytes -= unit.count
        }
        return text
    }

    @Test("one long text takes no longer than eight short ones", arguments: inputs.map(\.name))
    func linear(_ name: String) throws {
        let unit = try #require(Self.inputs.first { $0.name == name }).unit
        let short = Self.text(unit, bytes: SDPLimits.bodyBytes / 8)
        let long = Self.text(unit, bytes: SDPLimits.bodyBytes)
        let eight = try ProcessorTime.measure { for _ in 0..<8 { Exercise.everything(short) } }
        let one = try ProcessorTime.measure { Exercise.everything(long) }
        // Quadratic work would take eight times as long; what is left is room for ticks and caches.
        #expect(one < eight * 3 + .milliseconds(30))
    }

    /// Offers of nearly 64 KiB that are taken, whose every section has the same heavy lines.
    static let heavy: [(name: String, lines: [String])] = [
        ("formats", ["m=video 9 UDP/TLS/RTP/SAVPF" + String(repeating: " 96", count: 600)]),
        (
            "parameters",
            ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=fmtp:96 " + String(repeating: "a=1;", count: 450)]
        ),
        ("retransmissions", ["m=video 9 UDP/TLS/RTP/SAVPF 96 97"] + (0..<60).map { "a=fmtp:97 apt=\($0)" }),
        ("feedback", ["m=video 9 UDP/TLS/RTP/SAVPF 96"] + (0..<100).map { "a=rtcp-fb:* x\($0)" }),
        ("extensions", ["m=video 9 UDP/TLS/RTP/SAVPF 96"] + (1..<100).map { "a=extmap:\($0) u\($0)" }),
        (
            "profiles",
            ["m=video 9 UDP/TLS/RTP/SAVPF 96 98 99"]
                + (98...99).flatMap {
                    ["a=rtpmap:\($0) H264/90000", "a=fmtp:\($0) " + String(repeating: "a=1;", count: 64)]
                }
        ),
        ("sources", ["m=video 9 UDP/TLS/RTP/SAVPF 96"] + (1..<120).map { "a=ssrc:\($0) x:y" }),
    ]

    @Test("a full offer of 32 heavy sections is answered at once", arguments: heavy.map(\.name))
    func full(_ name: String) throws {
        let lines = try #require(Self.heavy.first { $0.name == name }).lines
        var offer = SampleOffer.receiving
        offer.media = (0..<32).map { index in
            lines + [
                "a=mid:\(index)", "a=rtcp-mux", "a=recvonly", "a=rtpmap:96 VP8/90000",
                "a=rtpmap:97 rtx/90000",
            ]
        }
        let group = "a=group:BUNDLE " + (0..<32).map { String($0) }.joined(separator: " ")
        let bytes = Array(offer.replacing("a=group:BUNDLE 0 1", with: group).text.utf8)
        #expect(bytes.count <= SDPLimits.bodyBytes)
        let description = try SessionDescription(parsing: bytes)
        let tracks =
            (0..<32).map { TrackDescription.h264("packetization-mode=1;x=\($0)") }
            + Array(repeating: TrackDescription.vp8, count: 32)
        #expect(try Answer.subscribe(description, tracks: tracks, .relay).accepted.count == 32)
        // 40 to 90 ms without optimisation, at most 7 ms with.
        #expect(try ProcessorTime.measure { Exercise.everything(bytes) } < .milliseconds(600))
    }
}
