// SPDX-License-Identifier: Apache-2.0

import SDP

/// Our side of a transport, as the tests use it.
extension LocalTransport {
    static let sample = LocalTransport(
        ufrag: "lwav", password: "abcdefghijklmnopqrstuvwx",
        fingerprint: Fingerprint(algorithm: "sha-256", bytes: Array(0..<32)),
        candidates: [
            Candidate(
                foundation: "6", priority: 2_130_706_431, address: "2001:db8::5", port: 50_000, type: .host),
            Candidate(
                foundation: "1", priority: 2_122_252_543, address: "198.51.100.7", port: 50_001, type: .host),
            Candidate(
                foundation: "2", priority: 1_685_987_071, address: "203.0.113.9", port: 50_001, type: .srflx,
                relatedAddress: "198.51.100.7", relatedPort: 50_001),
        ])
}

/// Tracks as publishers send them.
extension TrackDescription {
    static let opus = TrackDescription(
        kind: .audio, codec: "opus", clockRate: 48_000, channels: 2, parameters: "minptime=10;useinbandfec=1")
    static let vp8 = TrackDescription(kind: .video, codec: "VP8", clockRate: 90_000)
    static let h265 = TrackDescription(kind: .video, codec: "H265", clockRate: 90_000)

    static func h264(_ parameters: String) -> TrackDescription {
        TrackDescription(kind: .video, codec: "H264", clockRate: 90_000, parameters: parameters)
    }

    static func vp9(_ parameters: String) -> TrackDescription {
        TrackDescription(kind: .video, codec: "VP9", clockRate: 90_000, parameters: parameters)
    }

    static func opus(_ parameters: String) -> TrackDescription {
        TrackDescription(kind: .audio, codec: "opus", clockRate: 48_000, channels: 2, parameters: parameters)
    }
}

extension MediaPlan {
    /// A stream for each section in which we send.
    var sending: [SendingTrack] {
        accepted.map { section in
            SendingTrack(
                section: section.index, ssrc: 1_000 + UInt32(section.index),
                rtxSSRC: 2_000 + UInt32(section.index),
                cname: "room", streamID: "broadcast", trackID: "track\(section.index)")
        }
    }

    /// The answer with our sample transport.
    var sampleAnswer: SessionDescription {
        answer(.sample, sessionID: 7, sending: direction == .sendonly ? sending : [])
    }
}

extension MediaDescription {
    /// The lines of one attribute name, `a=` left off.
    func lines(_ name: String) -> [String] {
        attributes.filter { $0.name == name }.map { $0.value.map { "\(name):\($0)" } ?? name }
    }

    /// Whether there is a flag of this name.
    func flag(_ name: String) -> Bool { attributes.contains(Attribute(name)) }
}

/// Negotiation in short, with everything that the relay can do.
enum Negotiate {
    static func publish(_ offer: String) throws -> MediaPlan {
        try Answer.publish(Offers.parsed(offer), .relay)
    }

    static func subscribe(_ offer: String, _ tracks: [TrackDescription]) throws -> MediaPlan {
        try Answer.subscribe(Offers.parsed(offer), tracks: tracks, .relay)
    }
}
