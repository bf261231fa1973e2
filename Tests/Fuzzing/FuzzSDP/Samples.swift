// SPDX-License-Identifier: Apache-2.0

import SDP

/// Our side of the negotiations.
enum Samples {
    /// A room's tracks: each kind, and one codec of each way to compare profiles.
    static let tracks = [
        TrackDescription(kind: .audio, codec: "opus", clockRate: 48_000, channels: 2, parameters: "stereo=1"),
        TrackDescription(kind: .video, codec: "H264", clockRate: 90_000, parameters: "packetization-mode=1"),
        TrackDescription(kind: .video, codec: "VP8", clockRate: 90_000),
        TrackDescription(kind: .video, codec: "VP9", clockRate: 90_000, parameters: "profile-id=2"),
        TrackDescription(kind: .video, codec: "AV1", clockRate: 90_000),
        TrackDescription(kind: .video, codec: "H265", clockRate: 90_000),
        TrackDescription(kind: .audio, codec: "PCMU", clockRate: 8_000),
    ]

    /// An agent with addresses of both families.
    static let full = transport(
        isLite: false,
        [
            Candidate(foundation: "1", priority: 9, address: "2001:db8::5", port: 9, type: .host),
            Candidate(
                foundation: "2", priority: 1, address: "192.0.2.1", port: 9, type: .srflx,
                relatedAddress: "192.0.2.2", relatedPort: 10),
        ])

    /// A lite agent that has gathered nothing.
    static let lite = transport(isLite: true, [])

    private static func transport(isLite: Bool, _ candidates: [Candidate]) -> LocalTransport {
        LocalTransport(
            ufrag: "abcd", password: "0123456789012345678901",
            fingerprint: Fingerprint(algorithm: "sha-256", bytes: Array(repeating: 1, count: 32)),
            candidates: candidates, isLite: isLite)
    }

    /// A stream in each of the sections.
    static func sending(in sections: some Sequence<Int>) -> [SendingTrack] {
        sections.map {
            SendingTrack(section: $0, ssrc: 1, rtxSSRC: 2, cname: "c", streamID: "s", trackID: "t")
        }
    }
}
