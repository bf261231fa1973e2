// SPDX-License-Identifier: Apache-2.0

public import RTP

/// What one track has received, over all of its sources.
public struct TrackStatistics: Sendable {
    /// The track's slot in its broadcast.
    public var slot: Int
    /// Audio or video.
    public var kind: MediaKind
    /// The codec that is or was published last.
    public var codec: CodecKind
    /// The publisher's SSRC; nil while nothing comes.
    public var ssrc: UInt32?
    /// How many subscriptions the track has.
    public var subscriptions: Int
    /// Packets received that were worth sending on.
    public var packets: UInt64
    /// Bytes of those RTP packets.
    public var bytes: UInt64
    /// Bits per second over the last second.
    public var bitrate: UInt64
    /// Packets that never came.
    public var lost: UInt64
    /// Packets that came after they were asked for.
    public var recovered: UInt64
    /// Sequence numbers that the publisher was asked for, repetitions included.
    public var nackedPackets: UInt64
    /// Keyframes begun.
    public var keyframes: UInt64
    /// Picture loss indications sent.
    public var pictureLossIndications: UInt64
    /// Full intra requests sent.
    public var fullIntraRequests: UInt64
    /// Interarrival jitter in timestamp units (RFC 3550 §6.4.1).
    public var jitter: UInt32
    /// Packets dropped, by reason.
    public var drops: DropCounts
}
