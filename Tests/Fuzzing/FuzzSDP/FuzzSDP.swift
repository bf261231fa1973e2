// SPDX-License-Identifier: Apache-2.0

import SDP

/// Lets libFuzzer feed the parser, the negotiation and the printer; a trap is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSDP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer promises `count` readable bytes at `start`, which is null only when there are none.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    exercise(bytes)
    return 0
}

private let tracks = [
    TrackDescription(kind: .audio, codec: "opus", clockRate: 48_000, channels: 2, parameters: "stereo=1"),
    TrackDescription(kind: .video, codec: "H264", clockRate: 90_000, parameters: "packetization-mode=1"),
    TrackDescription(kind: .video, codec: "VP8", clockRate: 90_000),
]

private let local = LocalTransport(
    ufrag: "abcd", password: "0123456789012345678901",
    fingerprint: Fingerprint(algorithm: "sha-256", bytes: Array(repeating: 1, count: 32)),
    candidates: [Candidate(foundation: "1", priority: 1, address: "192.0.2.1", port: 9, type: .host)])

private func exercise(_ bytes: [UInt8]) {
    if let fragment = try? TrickleFragment(parsing: bytes) {
        precondition(fragment.candidates.count <= SDPLimits.candidates, "a fragment passes its bound")
        _ = fragment.serialized()
    }
    guard let description = try? SessionDescription(parsing: bytes) else { return }
    precondition(description.media.count <= SDPLimits.mediaSections, "a description passes its bound")
    let text = description.serialized()
    if text.utf8.count <= SDPLimits.bodyBytes {
        let again = try? SessionDescription(parsing: Array(text.utf8))
        precondition(again == description, "what was written reads differently")
    }
    negotiate(description)
    answer(description)
}

/// As the answer to an offer of a lineup, which goes on whatever that is.
private func answer(_ description: SessionDescription) {
    var lineup = Lineup<Int>(sessionID: 1, seed: 1, .relay)
    lineup.want(tracks.enumerated().map { WantedTrack($0.offset, $0.element, streamID: "s") })
    _ = lineup.offer(local)
    let agreement = try? lineup.accept(description, to: 1)
    precondition(lineup.isOpen == (agreement == nil), "a wrong answer closes an offer")
    lineup.want([])
    precondition(!lineup.offer(local).serialized().utf8.contains(0), "an offer holds a control character")
}

private func negotiate(_ description: SessionDescription) {
    let plans = [
        try? Answer.publish(description, .relay),
        try? Answer.subscribe(description, tracks: tracks, .relay),
        try? Offer.plan(from: description, tracks: Array(tracks.prefix(2)), .relay),
    ]
    for case let plan? in plans {
        precondition(plan.sections.count == description.media.count, "a section is not answered")
        let sending = plan.accepted.map {
            SendingTrack(section: $0.index, ssrc: 1, rtxSSRC: 2, cname: "c", streamID: "s", trackID: "t")
        }
        let answer = plan.answer(local, sessionID: 1, sending: sending).serialized()
        precondition(!answer.utf8.contains(0), "an answer holds a control character")
    }
}
