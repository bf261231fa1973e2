// SPDX-License-Identifier: Apache-2.0

/// What one subscription has sent, and what its subscriber said of it.
public struct SubscriptionStatistics: Sendable {
    /// The SSRC toward the subscriber.
    public var ssrc: UInt32 = 0
    /// The track's slot in its broadcast.
    public var slot = 0
    /// Whether the track's codec is the one that was answered; while it isn't, nothing is sent.
    public var isCodecMatching = true
    /// Whether the subscription waits for a keyframe, or for a source.
    public var isWaiting = true
    /// Packets sent, resends not counted.
    public var packets: UInt64 = 0
    /// Bytes of RTP packets sent, resends not counted.
    public var bytes: UInt64 = 0
    /// Packets sent again.
    public var resentPackets: UInt64 = 0
    /// Bytes of packets sent again.
    public var resentBytes: UInt64 = 0
    /// Sequence numbers that the subscriber asked for.
    public var nackedPackets: UInt64 = 0
    /// Keyframes that the subscriber asked for, by PLI or FIR.
    public var keyframeRequests: UInt64 = 0
    /// Times that the numbering was joined to a source: the beginning, and each change of source.
    public var splices: UInt64 = 0
    /// Packets lost on the way, in 1/256, as last reported.
    public var fractionLost: UInt8 = 0
    /// Packets lost on the way since the beginning, as last reported.
    public var cumulativeLost: Int32 = 0
    /// Interarrival jitter in timestamp units, as last reported.
    public var jitter: UInt32 = 0
    /// Round trip in microseconds, from the last report that told; nil before.
    public var roundTripMicroseconds: Int64?
    /// Packets and requests that went no further, by reason.
    public var drops = DropCounts()

    /// Nothing sent yet.
    public init() {}
}
