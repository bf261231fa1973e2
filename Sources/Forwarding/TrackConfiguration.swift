// SPDX-License-Identifier: Apache-2.0

public import RTP

/// What the answer to a publisher agreed on for one track.
public struct TrackConfiguration: Sendable {
    /// A media SSRC and the SSRC of its retransmissions (`a=ssrc-group:FID`, RFC 5576 §4.2).
    public struct RTXPair: Equatable, Sendable {
        /// The original stream.
        public var media: UInt32
        /// Its retransmissions.
        public var rtx: UInt32

        /// A pair of these two.
        public init(media: UInt32, rtx: UInt32) {
            self.media = media
            self.rtx = rtx
        }
    }

    /// Audio or video; decides which slots the track may take.
    public var kind: MediaKind
    /// The one codec that was answered.
    public var codec: CodecKind
    /// Ticks of the RTP timestamp per second.
    public var clockRate: UInt32
    /// The codec's payload type, 0…127.
    public var payloadType: UInt8
    /// The payload type of its retransmissions (RFC 4588); nil if RTX was not agreed on.
    public var rtxPayloadType: UInt8?
    /// The m-line's identification tag (RFC 9143 §15), compared with the `mid` header extension.
    public var mid: String
    /// The SSRCs that the offer announced; may be empty, they are learnt by mid, then by payload type.
    public var ssrcs: [UInt32]
    /// The announced pairs of media and retransmission.
    public var rtxSSRCs: [RTXPair]
    /// Which feedback the publisher understands.
    public var feedback: FeedbackOptions
    /// The ids of the header extensions that the publisher sends.
    public var extensions: HeaderExtensionMap

    /// A track of these agreements.
    public init(
        kind: MediaKind, codec: CodecKind, clockRate: UInt32, payloadType: UInt8,
        rtxPayloadType: UInt8? = nil,
        mid: String, ssrcs: [UInt32] = [], rtxSSRCs: [RTXPair] = [], feedback: FeedbackOptions = [],
        extensions: HeaderExtensionMap = HeaderExtensionMap()
    ) {
        self.kind = kind
        self.codec = codec
        self.clockRate = clockRate
        self.payloadType = payloadType
        self.rtxPayloadType = rtxPayloadType
        self.mid = mid
        self.ssrcs = ssrcs
        self.rtxSSRCs = rtxSSRCs
        self.feedback = feedback
        self.extensions = extensions
    }
}
