// SPDX-License-Identifier: Apache-2.0

/// What we can relay, whatever a peer offers.
public struct Capabilities: Equatable, Sendable {
    /// One codec, in any profile.
    public struct Codec: Equatable, Sendable {
        /// The rtpmap name, compared without regard to case.
        public var name: String
        /// Audio or video.
        public var kind: SDPMediaKind
        /// Ticks of the RTP clock per second.
        public var clockRate: UInt32
        /// Audio channels as in the rtpmap; 1 for video.
        public var channels: Int
        /// The payload type that we offer it under (static for the codecs of RFC 3551).
        public var payloadType: UInt8

        /// A codec.
        public init(
            _ name: String, _ kind: SDPMediaKind, clockRate: UInt32, channels: Int = 1, payloadType: UInt8
        ) {
            self.name = name
            self.kind = kind
            self.clockRate = clockRate
            self.channels = channels
            self.payloadType = payloadType
        }
    }

    /// The codecs, best first.
    public var codecs: [Codec]
    /// The header extensions that we answer in audio sections.
    public var audioExtensions: [String]
    /// The header extensions that we answer in video sections.
    public var videoExtensions: [String]
    /// Whether retransmissions in their own stream (RFC 4588) are wanted.
    public var rtx: Bool

    /// Capabilities of one's own choice.
    public init(codecs: [Codec], audioExtensions: [String], videoExtensions: [String], rtx: Bool) {
        self.codecs = codecs
        self.audioExtensions = audioExtensions
        self.videoExtensions = videoExtensions
        self.rtx = rtx
    }

    /// Everything that the relay forwards: it reads no pictures, so each profile is as good as another.
    ///
    public static let relay = Capabilities(
        codecs: [
            Codec("opus", .audio, clockRate: 48_000, channels: 2, payloadType: 111),
            // RFC 3551 §6: static types; the clock of G.722 is 8,000 by an old mistake (§4.5.2).
            Codec("G722", .audio, clockRate: 8_000, payloadType: 9),
            Codec("PCMU", .audio, clockRate: 8_000, payloadType: 0),
            Codec("PCMA", .audio, clockRate: 8_000, payloadType: 8),
            Codec("VP8", .video, clockRate: 90_000, payloadType: 96),
            Codec("VP9", .video, clockRate: 90_000, payloadType: 98),
            Codec("H264", .video, clockRate: 90_000, payloadType: 102),
            Codec("H265", .video, clockRate: 90_000, payloadType: 104),
            Codec("AV1", .video, clockRate: 90_000, payloadType: 106),
        ],
        audioExtensions: [
            HeaderExtensionURI.mid, HeaderExtensionURI.absSendTime, HeaderExtensionURI.transportCC,
            HeaderExtensionURI.audioLevel,
        ],
        videoExtensions: [
            HeaderExtensionURI.mid, HeaderExtensionURI.absSendTime, HeaderExtensionURI.transportCC,
            HeaderExtensionURI.videoOrientation, HeaderExtensionURI.playoutDelay,
            HeaderExtensionURI.dependencyDescriptor,
        ],
        rtx: true)

    /// The header extensions that we answer in sections of a kind.
    ///
    /// Who sends video may also name its encodings. No simulcast is accepted, but some send it all the same, and then
    /// the names tell which retransmissions belong to the encoding that is forwarded.
    public func extensions(_ kind: SDPMediaKind, peerSends: Bool) -> [String] {
        switch kind {
        case .audio: audioExtensions
        case .video where peerSends:
            videoExtensions + [HeaderExtensionURI.rid, HeaderExtensionURI.repairedRid]
        case .video: videoExtensions
        }
    }

    /// The codec that a mapping names, if we have it.
    func codec(_ mapping: RTPMap, _ kind: SDPMediaKind) -> Codec? {
        codecs.first {
            $0.kind == kind && $0.clockRate == mapping.clockRate && $0.channels == mapping.channels
                && $0.name.matches(mapping.name)
        }
    }
}
