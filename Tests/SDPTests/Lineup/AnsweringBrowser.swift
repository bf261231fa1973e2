// SPDX-License-Identifier: Apache-2.0

import SDP

/// Answers offers of ours as a browser that only receives does: which lines it writes, where, and which it leaves out.
struct AnsweringBrowser {
    enum Kind: CaseIterable {
        /// Chromium 156: all of the transport in each section.
        case chromium
        /// Firefox 140: certificate and ICE options in the session, no rtcp line.
        case firefox
    }

    var kind = Kind.chromium
    var ufrag = "theirs"
    var password = "theirsecrettheirsecret12"
    var fingerprint = (0..<32).map { _ in "CD" }.joined(separator: ":")
    /// The mids of transceivers that the page has stopped.
    var stopped: Set<String> = []
    /// The mids of transceivers that the page has set to inactive.
    var declined: Set<String> = []

    /// The answer, as it is in `localDescription`.
    func answer(_ offer: SessionDescription) -> SessionDescription {
        let lines = session(offer) + offer.media.flatMap(section)
        guard let answer = try? SessionDescription(parsing: Array(lines.joined(separator: "\r\n").utf8))
        else {
            preconditionFailure("a browser writes what can be read")
        }
        return answer
    }

    /// The same browser after an ICE restart.
    var restarted: AnsweringBrowser {
        var browser = self
        browser.ufrag += "+"
        browser.password += "+"
        return browser
    }

    private func session(_ offer: SessionDescription) -> [String] {
        let alive = offer.media.filter { !isClosed($0) }.compactMap(\.mid)
        let group = "a=group:BUNDLE " + alive.joined(separator: " ")
        switch kind {
        case .chromium:
            return [
                "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", group,
                "a=extmap-allow-mixed", "a=msid-semantic: WMS",
            ]
        case .firefox:
            return [
                "v=0", "o=mozilla...THIS_IS_SDPARTA-99.0 8186532384926203 0 IN IP4 0.0.0.0", "s=-", "t=0 0",
                "a=fingerprint:sha-256 \(fingerprint)", group, "a=ice-options:trickle",
                "a=msid-semantic:WMS *", "a=extmap-allow-mixed",
            ]
        }
    }

    private func isClosed(_ media: MediaDescription) -> Bool {
        media.port == 0 || stopped.contains(media.mid ?? "")
    }

    private func section(_ media: MediaDescription) -> [String] {
        let mid = "a=mid:\(media.mid ?? "")"
        if isClosed(media) {
            let format = kind == .chromium ? media.formats.joined(separator: " ") : media.formats[0]
            return ["m=\(media.type) 0 \(media.transport) \(format)", "c=IN IP4 0.0.0.0", "a=inactive", mid]
        }
        let sends = media.flag("sendonly") && !declined.contains(media.mid ?? "")
        let direction = sends ? "a=recvonly" : "a=inactive"
        let formats = media.attributes.filter { ["rtpmap", "rtcp-fb", "fmtp"].contains($0.name) }
            .map { "a=\($0.name):\($0.value ?? "")" }
        let extensions = media.lines("extmap").map { "a=\($0)" }
        let head = [
            "m=\(media.type) 9 \(media.transport) \(media.formats.joined(separator: " "))",
            "c=IN IP4 0.0.0.0",
        ]
        let ice = ["a=ice-ufrag:\(ufrag)", "a=ice-pwd:\(password)"]
        switch kind {
        case .chromium:
            return head + ["a=rtcp:9 IN IP4 0.0.0.0"] + ice
                + ["a=ice-options:trickle", "a=fingerprint:sha-256 \(fingerprint)", "a=setup:active", mid]
                + extensions + [direction, "a=rtcp-mux", "a=rtcp-rsize"] + formats
        case .firefox:
            return head + [direction] + extensions + formats + ice
                + [mid, "a=rtcp-mux", "a=rtcp-rsize", "a=setup:active"]
        }
    }
}
