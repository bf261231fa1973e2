// SPDX-License-Identifier: Apache-2.0

/// What became of one `m=` section.
public struct MediaSection: Equatable, Sendable {
    /// The place of the section in the description, from 0.
    public var index: Int
    /// The name of the section; empty when the offer gives none.
    public var mid: String
    /// Audio or video; nil for a section that is neither, and so is rejected.
    public var kind: SDPMediaKind?
    /// Whether media flows.
    public var accepted: Bool
    /// Whether the section stays in the bundle though no media flows: answered as `inactive`.
    ///
    /// Chromium and aiortc can't cope with the rejection of the section whose transport all share, so an
    /// unused one is kept where possible. What is neither accepted nor idle is rejected with port 0.
    public var isIdle: Bool
    /// What may be sent, first = preferred. A publisher may send exactly these. An idle section has one too.
    public var codecs: [NegotiatedCodec]
    /// The header extensions agreed on, with the offerer's ids.
    public var extensions: [NegotiatedExtension]
    /// The peer's own streams, without those of ``rtxSSRCs``; may be empty. At most 16.
    public var ssrcs: [UInt32]
    /// The peer's retransmission streams.
    public var rtxSSRCs: [RetransmissionPair]
    /// The simulcast layers that the peer would send (RFC 8851); for information, none is accepted.
    public var rids: [String]
    /// The value of the peer's first `a=msid` (RFC 8830): stream and track.
    public var msid: String?
    /// Which of the given tracks a subscriber gets here; nil when we only receive.
    public var trackIndex: Int?
    /// Whether RTCP may come in parts (RFC 5506), as the peer said.
    public var reducedSizeRTCP: Bool
    /// The peer's `m=` line, which the answer mirrors.
    var line: MediaDescription

    /// Whether it is answered with a port and belongs to the bundle.
    var isAlive: Bool { accepted || isIdle }

    /// What a publisher sends here; nil if it sends nothing.
    public var track: TrackDescription? {
        guard let kind, let codec = codecs.first else { return nil }
        return TrackDescription(
            kind: kind, codec: codec.name, clockRate: codec.clockRate, channels: codec.channels,
            parameters: codec.parameters, extensions: Set(extensions.map(\.uri)))
    }

    /// A section that is rejected until somebody accepts it.
    init(index: Int, offered: MediaDescription) {
        self.index = index
        self.mid = offered.mid ?? ""
        self.kind = offered.kind
        self.accepted = false
        self.isIdle = false
        self.codecs = []
        self.extensions = []
        self.ssrcs = []
        self.rtxSSRCs = []
        self.rids = []
        self.msid = nil
        self.trackIndex = nil
        self.reducedSizeRTCP = false
        self.line = MediaDescription(
            type: offered.type, port: 0, transport: offered.transport, formats: offered.formats)
    }
}
