// SPDX-License-Identifier: Apache-2.0

/// An RTP header extension that the relay reads or writes (RFC 8285).
public enum HeaderExtensionKind: UInt8, CaseIterable, Sendable {
    /// Which m-line a packet belongs to (RFC 8843 §15).
    case mid
    /// Which simulcast encoding (RFC 8852 §3.1).
    case rid
    /// Which simulcast encoding a retransmission repairs (RFC 8852 §3.2).
    case repairedRid
    /// 24 bits of NTP time at which the packet left, 6.18 fixed point seconds.
    case absSendTime
    /// One counter over all packets of a transport (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
    case transportSequenceNumber
    /// Loudness, 0…127 −dBov, and voice activity (RFC 6464).
    case audioLevel
    /// Rotation of the picture (3GPP TS 26.114 §7.4.5).
    case videoOrientation
    /// Smallest and largest playout delay, 12 bits each of 10 ms.
    case playoutDelay
    /// Frame dependencies (AV1 RTP specification, appendix A).
    case dependencyDescriptor

    /// The kind that `a=extmap` names by this URI; nil if it isn't one of ours. URIs are compared exactly.
    public init?(uri: some StringProtocol) {
        guard let kind = Self.allCases.first(where: { uri == $0.uri }) else { return nil }
        self = kind
    }

    /// The URI by which `a=extmap` names it.
    public var uri: String {
        switch self {
        case .mid: "urn:ietf:params:rtp-hdrext:sdes:mid"
        case .rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
        case .repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
        case .absSendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
        case .transportSequenceNumber:
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        case .audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
        case .videoOrientation: "urn:3gpp:video-orientation"
        case .playoutDelay: "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
        case .dependencyDescriptor:
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
        }
    }
}
