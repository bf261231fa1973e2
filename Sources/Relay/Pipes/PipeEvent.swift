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
    case opened(PipeOpening)
    /// A publication begins, or its description is brought up to date.
    case began(PipeID, PipedPublication)
    /// The publication consists of something else now; what stays goes on undisturbed.
    case revised(PipeID, PipedPublication)
    /// The publication's first media arrived.
    case live(PipeID)
    /// The publication ended.
    case ended(PipeID)
    /// A packet of the publisher, decrypted: these bytes of the batch.
    case rtp(PipeID, Range<Int>, arrival: MonotonicTime)
    /// A compound of the publisher, decrypted.
    case rtcp(PipeID, Range<Int>, arrival: MonotonicTime)
}

/// What another worker is told when a pipe is opened to it.
struct PipeOpening: Sendable {
    var pipe: PipeID
    var key: BroadcastKey
    /// The worker that it comes from.
    var home: MediaWorker
    /// How often it was opened so far.
    var openings: UInt64
    /// Whether the broadcast's home was elsewhere until now, perhaps on the worker that is told.
    var takesHome: Bool
    var publication: PipedPublication?
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
