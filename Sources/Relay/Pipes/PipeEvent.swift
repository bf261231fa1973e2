// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP

/// Names one pipe: a broadcast's way from its publisher's worker, its home, to another.
struct PipeID: Hashable, Sendable {
    /// The home worker's number.
    let home: Int
    /// Counted by the home worker; never used again.
    let number: UInt64
}

/// What a pipe tells, in order: what the home worker's broadcast goes through, its replica does.
enum PipeEvent: Sendable {
    /// A subscriber is about to ask for the broadcast; told again for each, so that a replica that was about to be
    /// forgotten is not.
    case opened(PipeID, BroadcastKey, home: MediaWorker, openings: UInt64, PipedPublication?)
    /// A publication begins, or its description is brought up to date.
    case began(PipeID, PipedPublication)
    /// The publication's first media arrived.
    case live(PipeID)
    /// The publication ended.
    case ended(PipeID)
    /// A packet of the publisher, decrypted: these bytes of the batch.
    case rtp(PipeID, Range<Int>, arrival: MonotonicTime)
    /// A compound of the publisher, decrypted.
    case rtcp(PipeID, Range<Int>, arrival: MonotonicTime)
}

/// A publication, as another worker must know it to answer subscribers and to forward its packets.
struct PipedPublication: Sendable {
    /// For the forwarding side …
    var tracks: [TrackConfiguration]
    /// … and, in the same order, for the answers to subscribers.
    var descriptions: [TrackDescription]
    /// Whether its media has come.
    var isLive: Bool
}

/// What one worker has for another at the end of a wake-up.
struct PipeBatch: Sendable {
    var events: [PipeEvent] = []
    /// The packets' bytes, one after the other.
    var bytes: [UInt8] = []
}
