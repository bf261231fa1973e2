// SPDX-License-Identifier: Apache-2.0

import SDP

/// Writes a publisher's offers as Chromium does over the life of a connection.
struct OfferingBrowser {
    /// One m-line, in which something is sent or nothing.
    struct Line {
        var kind: SDPMediaKind
        var mid: String
        var isActive = true
        /// Whether the page has stopped the transceiver.
        var isStopped = false
        /// The formats, first = preferred.
        var formats: [String]
        /// More lines of `a=rtcp-fb`, without the name.
        var feedback: [String] = []
    }

    var ufrag = "peer"
    var password = "0123456789012345678901"
    var fingerprint = (0..<32).map { _ in "AB" }.joined(separator: ":")
    var setup = "actpass"
    var lines: [Line] = []

    /// A browser that sends so many pairs of sound and picture.
    init(pairs: Int) {
        for _ in 0..<pairs { addPair() }
    }

    /// Adds sound and picture; their mids.
    @discardableResult
    mutating func addPair() -> [String] {
        let mids = [String(lines.count), String(lines.count + 1)]
        lines.append(Line(kind: .audio, mid: mids[0], formats: ["111", "9", "0"]))
        lines.append(Line(kind: .video, mid: mids[1], formats: ["96", "97", "98", "99"]))
        return mids
    }

    /// The next offer.
    var offer: SessionDescription {
        let alive = lines.filter { !$0.isStopped }.map(\.mid)
        let session = [
            "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0",
            "a=group:BUNDLE " + alive.joined(separator: " "), "a=extmap-allow-mixed", "a=msid-semantic: WMS",
        ]
        let text = (session + lines.flatMap(section)).map { $0 + "\r\n" }.joined()
        guard let offer = try? SessionDescription(parsing: Array(text.utf8)) else {
            preconditionFailure("a browser writes what can be read")
        }
        return offer
    }

    private func section(_ line: Line) -> [String] {
        let port = line.isStopped ? 0 : 9
        let transport = [
            "m=\(line.kind.rawValue) \(port) UDP/TLS/RTP/SAVPF \(line.formats.joined(separator: " "))",
            "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:\(ufrag)", "a=ice-pwd:\(password)",
            "a=ice-options:trickle", "a=fingerprint:sha-256 \(fingerprint)", "a=setup:\(setup)",
            "a=mid:\(line.mid)",
            "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
            line.isActive && !line.isStopped ? "a=sendonly" : "a=inactive", "a=rtcp-mux", "a=rtcp-rsize",
        ]
        return transport + (line.kind == .audio ? Self.audio : Self.video) + sources(line)
            + line.feedback.map { "a=rtcp-fb:" + $0 }
    }

    private func sources(_ line: Line) -> [String] {
        guard line.isActive, !line.isStopped, let number = UInt32(line.mid) else { return [] }
        guard line.kind == .video else { return ["a=ssrc:\(1_000 + number) cname:x"] }
        return [
            "a=ssrc-group:FID \(1_000 + number) \(2_000 + number)", "a=ssrc:\(1_000 + number) cname:x",
            "a=ssrc:\(2_000 + number) cname:x",
        ]
    }

    private static let audio = [
        "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc", "a=fmtp:111 minptime=10;useinbandfec=1",
        "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000",
    ]
    private static let video =
        [("96", "97", "VP8"), ("98", "99", "VP9")].flatMap { type, rtx, name in
            [
                "a=rtpmap:\(type) \(name)/90000", "a=rtcp-fb:\(type) transport-cc",
                "a=rtcp-fb:\(type) ccm fir", "a=rtcp-fb:\(type) nack", "a=rtcp-fb:\(type) nack pli",
                "a=rtpmap:\(rtx) rtx/90000", "a=fmtp:\(rtx) apt=\(type)",
            ]
        }
}
