// SPDX-License-Identifier: Apache-2.0

import SDP
import Testing

/// All that a peer's text goes through; whatever it is, the bounds hold.
enum Exercise {
    static func everything(_ bytes: [UInt8]) {
        fragment(bytes)
        guard let description = try? SessionDescription(parsing: bytes) else { return }
        bounds(description)
        stability(description)
        let tracks: [TrackDescription] = [.opus, .vp8, .h264("packetization-mode=1"), .h265, .vp9("profile-id=2")]
        if let plan = try? Answer.publish(description, .relay) { check(plan) }
        if let plan = try? Answer.subscribe(description, tracks: tracks, .relay) { check(plan) }
        for count in 1...2 {
            let plan = try? CounterOffer.plan(from: description, tracks: Array(tracks.prefix(count)), .relay)
            if let plan { check(plan) }
        }
    }

    private static func fragment(_ bytes: [UInt8]) {
        guard let fragment = try? TrickleFragment(parsing: bytes) else { return }
        #expect(fragment.candidates.count <= SDPLimits.candidates)
        let again = try? TrickleFragment(parsing: Array(fragment.serialized().utf8))
        #expect(again?.candidates == fragment.candidates)
    }

    private static func bounds(_ description: SessionDescription) {
        #expect(description.media.count <= SDPLimits.mediaSections)
        let most = SDPLimits.attributesPerSection + SDPLimits.formatAttributesPerSection
        #expect(description.attributes.count <= most)
        #expect(description.media.allSatisfy { $0.attributes.count <= most })
    }

    private static func stability(_ description: SessionDescription) {
        let text = description.serialized()
        guard text.utf8.count <= SDPLimits.bodyBytes else { return }
        #expect((try? SessionDescription(parsing: Array(text.utf8))) == description)
    }

    private static func check(_ plan: MediaPlan) {
        #expect(!plan.accepted.isEmpty)
        #expect(!plan.remote.fingerprints.isEmpty)
        for section in plan.sections {
            #expect(section.codecs.allSatisfy { $0.payloadType < 128 && ($0.rtxPayloadType ?? 0) < 128 })
            #expect(section.ssrcs.count <= SDPLimits.sourcesPerSection)
        }
        let answer = plan.sampleAnswer
        #expect(answer.media.count == plan.sections.count)
        #expect(answer.serialized().utf8.allSatisfy { $0 != 0 })
    }
}

@Suite("SDP: whatever a peer sends") struct RobustnessTests {
    @Test("random bytes never trap", arguments: 0..<UInt64(20))
    func random(_ seed: UInt64) {
        var generator = SplitMix(seed: seed)
        for _ in 0..<40 {
            let count = Int.random(in: 0...2_000, using: &generator)
            Exercise.everything((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    @Test("random lines of a real alphabet never trap", arguments: 0..<UInt64(20))
    func lines(_ seed: UInt64) {
        var generator = SplitMix(seed: seed)
        let lines = Offers.all.flatMap { $0.split(separator: "\n") }
        for _ in 0..<10 {
            var text = "v=0\no=- 1 2 IN IP4 0.0.0.0\n"
            for _ in 0..<Int.random(in: 0...120, using: &generator) {
                text += (lines.randomElement(using: &generator) ?? "") + "\n"
            }
            Exercise.everything(Array(text.utf8))
        }
    }

    @Test("mutated offers never trap", arguments: Array(Offers.all.enumerated()).map { UInt64($0.offset) })
    func mutated(_ index: UInt64) {
        var generator = SplitMix(seed: index)
        let offer = Array(Offers.all[Int(index)].utf8)
        for _ in 0..<60 {
            var bytes = offer
            for _ in 0..<Int.random(in: 1...12, using: &generator) { mutate(&bytes, &generator) }
            Exercise.everything(bytes)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 3: bytes.insert(Array(" :;/=\n-0*".utf8).randomElement(using: &generator) ?? 0, at: at)
        default: bytes.removeSubrange(at...)
        }
    }

    @Test("cut anywhere, an offer never traps", arguments: [Offers.obsPublish, Offers.ffmpegVideoOnly])
    func truncated(_ offer: String) {
        let bytes = Array(offer.utf8)
        for end in bytes.indices { Exercise.everything(Array(bytes[..<end])) }
    }
}

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

    @Test("eight times the text takes no more than about eight times as long", arguments: inputs.map(\.name))
    func linear(_ name: String) throws {
        let unit = try #require(Self.inputs.first { $0.name == name }).unit
        let eighth = fastest(Self.text(unit, bytes: SDPLimits.bodyBytes / 8))
        let whole = fastest(Self.text(unit, bytes: SDPLimits.bodyBytes))
        // Generous room for a busy machine; quadratic work would take 64 times as long.
        #expect(whole < eighth * 24 + .milliseconds(20))
    }

    /// Offers of nearly 64 KiB that are taken, whose every section has the same heavy lines.
    static let heavy: [(name: String, lines: [String])] = [
        ("formats", ["m=video 9 UDP/TLS/RTP/SAVPF" + String(repeating: " 96", count: 600)]),
        ("parameters", ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=fmtp:96 " + String(repeating: "a=1;", count: 450)]),
        ("retransmissions", ["m=video 9 UDP/TLS/RTP/SAVPF 96 97"] + (0..<60).map { "a=fmtp:97 apt=\($0)" }),
        ("feedback", ["m=video 9 UDP/TLS/RTP/SAVPF 96"] + (0..<100).map { "a=rtcp-fb:* x\($0)" }),
        ("extensions", ["m=video 9 UDP/TLS/RTP/SAVPF 96"] + (1..<100).map { "a=extmap:\($0) u\($0)" }),
        ("sources", ["m=video 9 UDP/TLS/RTP/SAVPF 96"] + (1..<120).map { "a=ssrc:\($0) x:y" }),
    ]

    @Test("a full offer of 32 heavy sections is answered at once", arguments: heavy.map(\.name))
    func full(_ name: String) throws {
        let lines = try #require(Self.heavy.first { $0.name == name }).lines
        var offer = SampleOffer.receiving
        offer.media = (0..<32).map { index in
            lines + ["a=mid:\(index)", "a=rtcp-mux", "a=recvonly", "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000"]
        }
        let group = "a=group:BUNDLE " + (0..<32).map { String($0) }.joined(separator: " ")
        let bytes = Array(offer.replacing("a=group:BUNDLE 0 1", with: group).text.utf8)
        #expect(bytes.count <= SDPLimits.bodyBytes)
        let description = try SessionDescription(parsing: bytes)
        let tracks = Array(repeating: TrackDescription.vp8, count: 32)
        #expect(try Answer.subscribe(description, tracks: tracks, .relay).accepted.count == 32)
        #expect(fastest(bytes) < .milliseconds(1_000))
    }

    private func fastest(_ bytes: [UInt8]) -> Duration {
        let clock = ContinuousClock()
        return (0..<3).map { _ in clock.measure { Exercise.everything(bytes) } }.min() ?? .zero
    }
}
