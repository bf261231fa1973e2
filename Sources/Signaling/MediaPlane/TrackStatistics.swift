// SPDX-License-Identifier: Apache-2.0

/// One inbound track's figures.
public struct TrackStatistics: Sendable {
    /// `audio` or `video`.
    public var kind: String
    /// The codec's encoding name as in SDP, e.g. `opus`, `VP8`.
    public var codec: String
    /// What arrived in the last second or so, in bits per second.
    public var bitrate: Int
    /// RTP packets received, retransmissions included.
    public var packets: UInt64
    /// RTP bytes received.
    public var bytes: UInt64
    /// Packets that never came, also not by retransmission.
    public var lost: UInt64
    /// Packets that came by retransmission.
    public var recovered: UInt64
    /// Keyframes seen (video).
    public var keyframes: UInt64
    /// Keyframe requests sent to the publisher.
    public var keyframeRequests: UInt64

    /// The figures of one track.
    public init(
        kind: String,
        codec: String,
        bitrate: Int = 0,
        packets: UInt64 = 0,
        bytes: UInt64 = 0,
        lost: UInt64 = 0,
        recovered: UInt64 = 0,
        keyframes: UInt64 = 0,
        keyframeRequests: UInt64 = 0
    ) {
        self.kind = kind
        self.codec = codec
        self.bitrate = bitrate
        self.packets = packets
        self.bytes = bytes
        self.lost = lost
        self.recovered = recovered
        self.keyframes = keyframes
        self.keyframeRequests = keyframeRequests
    }
}
