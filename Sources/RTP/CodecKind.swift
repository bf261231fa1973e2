// SPDX-License-Identifier: Apache-2.0

/// A codec whose RTP payload the relay knows how to read.
///
/// The relay never decodes: knowing a codec means finding keyframes and the fields that must be rewritten.
public enum CodecKind: Sendable, CaseIterable {
    case opus
    case pcmu
    case pcma
    case g722
    case vp8
    case vp9
    case h264
    case h265
    case av1

    /// The codec of an `a=rtpmap` encoding name, compared without case (RFC 4855 §3); nil if it isn't one of ours.
    public init?(encodingName: some StringProtocol) {
        let name = encodingName.lowercased()
        guard let codec = Self.allCases.first(where: { $0.encodingName.lowercased() == name }) else {
            return nil
        }
        self = codec
    }

    /// The encoding name as registered with IANA, in its usual case.
    public var encodingName: String {
        switch self {
        case .opus: "opus"
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        case .g722: "G722"
        case .vp8: "VP8"
        case .vp9: "VP9"
        case .h264: "H264"
        case .h265: "H265"
        case .av1: "AV1"
        }
    }

    /// Whether the codec carries sound or pictures.
    public var kind: MediaKind {
        switch self {
        case .opus, .pcmu, .pcma, .g722: .audio
        case .vp8, .vp9, .h264, .h265, .av1: .video
        }
    }
}
