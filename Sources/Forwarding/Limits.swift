// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module, with its unit and its reason.
public enum Limits {
    /// Track slots of one broadcast. A publication has at most one audio and one video; the rest is room to grow.
    public static let tracks = 8
    /// Subscriptions that one ``SubscriberFeedback`` reports on: as many as an offer has m-lines.
    public static let subscriptionsPerSubscriber = 64
    /// Bytes of an RTP packet: what an Ethernet frame carries.
    public static let packetBytes = 1_500
    /// Video packets that a track remembers (a power of two): 4 s of 2.5 Mbit/s.
    public static let videoCachePackets = 1_024
    /// Audio packets that a track remembers (a power of two): 5 s of 20 ms frames.
    public static let audioCachePackets = 256
    /// Bytes of a `mid` that is sent on; a longer one is left out of the header.
    public static let midBytes = 32

    /// SSRCs that are told apart on a connection of several broadcasts: more than so many m-lines send at a time.
    static let connectionSources = 128
    /// Packets of a track that wait for the end of a wake-up: more than a frame of a good picture, and few enough that
    /// they stay in the processor's cache.
    public static let collectedPackets = 32

    /// How far behind the newest a packet may arrive, in packets; half of what the receive log remembers.
    static let misorderedPackets: Int64 = 1_024
    /// A larger step ahead is a new numbering, not loss (MAX_DROPOUT, RFC 3550 §A.1).
    static let dropoutPackets: Int64 = 3_000
    /// Numbers kept free before a source's first packet, for those that it overtook.
    static let headroom: Int64 = 128
    /// Places remembered where dropped packets left the numbering; older ones can't be filled any more.
    static let numberingSegments = 64
    /// Splices remembered per subscription, for NACKs of packets from before a source switch.
    static let splices = 4
    /// SSRCs of earlier sources whose stragglers are recognised.
    static let retiredSources = 16
    /// How long stragglers of an earlier source are recognised, in milliseconds: the network is empty after that.
    static let retiredMilliseconds: Int64 = 2_000
    /// How long a source is silent before another SSRC may take its track, in milliseconds.
    static let takeoverMilliseconds: Int64 = 1_000

    /// Missing packets that are asked for at the same time; more than that and a keyframe is cheaper.
    static let missingPackets = 256
    /// How long a gap may be mere reordering, in milliseconds.
    static let reorderMilliseconds: Int64 = 10
    /// How often one packet is asked for.
    static let nackAttempts = 10
    /// How long one packet is asked for, in milliseconds: no viewer waits longer.
    static let nackMilliseconds: Int64 = 1_000
    /// Bounds of the spacing between two requests for one packet, in milliseconds.
    static let nackSpacingMilliseconds: ClosedRange<Int64> = 20...500

    /// Spacing of receiver and sender reports, in milliseconds (RFC 3550 §6.2 scaled to a session's bandwidth).
    static let reportMilliseconds: Int64 = 1_000
    /// Spacing of transport-wide feedback, in milliseconds.
    static let transportFeedbackMilliseconds: Int64 = 100
    /// Arrivals remembered for transport-wide feedback (a power of two).
    static let transportArrivals = 2_048
    /// Bytes of one compound of feedback toward the publisher.
    static let compoundBytes = 1_100
    /// The bitrates between which a publisher's ceiling moves, in bits per second.
    static let ceiling: ClosedRange<UInt64> = 150_000...20_000_000

    /// How long a keyframe request may go unanswered, in milliseconds. A busy browser takes 300 ms and more; asked again before,
    /// it would be asked more than twice a second.
    static let keyframeAnswerMilliseconds: Int64 = 500
    /// The longest pause between two requests that went unanswered, in milliseconds.
    static let keyframeBackOffMilliseconds: Int64 = 5_000
    /// Requests after which nobody is asked any more unless a subscription still waits.
    static let keyframeAttempts = 10
    /// At most one keyframe in this many milliseconds because of joins.
    static let joinKeyframeMilliseconds: Int64 = 1_000
    /// At most one keyframe in this many milliseconds because of losses.
    static let lossKeyframeMilliseconds: Int64 = 500

    /// How old a keyframe may be that a joiner is served from the cache, in milliseconds.
    static let replayMilliseconds: Int64 = 1_000
    /// Cached packets sent to one joiner per poll, so that a keyframe doesn't burst.
    static let replayPacketsPerPoll = 16
    /// Cached packets sent to all joiners of a track per poll: about 3 ms of a worker's time.
    static let replayPacketsPerTrackPoll = 4_096

    /// Resends remembered per subscription (a power of two), to space them by the round trip.
    static let resends = 256
    /// Sequence numbers looked at per compound from a subscriber.
    static let nacksPerCompound = 512
    /// Resends may take one part in this many of what was sent: 20 %.
    static let resendShare: UInt64 = 5
    /// Bytes of resends that a subscription may save up, and starts with: one keyframe of a good picture.
    static let resendBurstBytes: Int64 = 65_536
    /// The round trip that is assumed before one is measured, in milliseconds.
    static let roundTripMilliseconds: Int64 = 100
}
