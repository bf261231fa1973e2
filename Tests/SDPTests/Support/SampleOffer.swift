// SPDX-License-Identifier: Apache-2.0

/// A small offer to be varied: what matters to a test stands in its arguments.
struct SampleOffer {
    var session = [
        "a=group:BUNDLE 0 1", "a=ice-ufrag:peer", "a=ice-pwd:0123456789012345678901",
        "a=fingerprint:sha-256 " + (0..<32).map { _ in "AB" }.joined(separator: ":"), "a=setup:actpass",
    ]
    var media = [
        [
            "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=rtcp-mux", "a=sendonly",
            "a=rtpmap:111 opus/48000/2",
        ],
        ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtcp-mux", "a=sendonly", "a=rtpmap:96 VP8/90000"],
    ]

    /// The same, from somebody who wants to receive.
    static var receiving: SampleOffer {
        var offer = SampleOffer()
        offer.media = offer.media.map { $0.map { $0 == "a=sendonly" ? "a=recvonly" : $0 } }
        return offer
    }

    var text: String {
        let lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"] + session + media.flatMap { $0 }
        return lines.map { $0 + "\r\n" }.joined()
    }

    func replacing(_ line: String, with new: String?) -> SampleOffer {
        var copy = self
        let change = { (lines: [String]) in lines.compactMap { $0 == line ? new : $0 } }
        copy.session = change(session)
        copy.media = media.map(change)
        return copy
    }

    func appending(_ lines: [String], to section: Int) -> SampleOffer {
        var copy = self
        copy.media[section] += lines
        return copy
    }
}
