// SPDX-License-Identifier: Apache-2.0

/// The bounds of the media plane's own lists and waits. Those of a track stand in `Forwarding/Limits.swift`.
enum Limits {
    /// Subscriptions of one subscriber: m-lines of its offer that carry media.
    static let subscriptionsPerSubscriber = 64
    /// Streams that one receiver may want: as many broadcasts as a room has. Only half as many m-lines exist.
    static let streamsPerReceiver = 256
    /// Candidates that one peer may bring, over offer and trickling (hardening S10).
    static let candidatesPerPeer = 50
    /// Seconds without one authentic packet after which a publisher is gone. RTCP alone keeps it, and
    /// a client that never refreshes consent (RFC 7675) is kept by its media.
    static let publisherSilenceSeconds: Int64 = 20
    /// Seconds that a counter-offer waits for its answer (WHEP §4.2), and a receiver's first offer.
    static let counterOfferSeconds: Int64 = 30
    /// Milliseconds between two turns of a worker's upkeep: feedback, replays, keyframe requests.
    static let upkeepMilliseconds = 5
    /// Turns in which every subscriber's RTCP is looked at once: 20 turns of 5 ms are 100 ms, within which a
    /// subscription's first sender report should follow its first packet.
    static let subscriberSlices = 20
    /// How many more peers than the emptiest worker a broadcast's home may have before its subscribers go there: a pipe
    /// costs about as much as a few of them.
    static let crowd = 8
    /// Bytes of packets that may wait on their way to one other worker: half a second of 100 Mbit/s.
    static let pipeBytes = 6 << 20
    /// Bytes that a batch to another worker makes room for at first: a frame of a good picture.
    static let pipeBatchBytes = 16 << 10
    /// Broadcasts that one programme may show: what is on air, what comes next, and as many stand-bys as one can think of.
    static let programmeSources = 16
    /// Milliseconds without a packet after which a stand-by takes a programme's source's place.
    static let programmeSilenceMilliseconds: Int64 = 1_000
    /// Longest msid identifier (RFC 8830 §2).
    static let msidCharacters = 64
}
