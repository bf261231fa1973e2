// SPDX-License-Identifier: Apache-2.0

/// Why a packet, or a request for one, went no further. Each is counted where it happens.
public enum DropReason: Int, CaseIterable, Sendable {
    /// The packet came while nobody publishes.
    case notPublishing
    /// Longer than ``Limits/packetBytes``.
    case tooLong
    /// Not RTP, RTX or RTCP as the standards have it.
    case malformed
    /// Neither SSRC, mid nor payload type names a track.
    case unknownSource
    /// A straggler of a source that another has replaced.
    case olderGeneration
    /// A second SSRC for a track whose first is still sending.
    case competingSource
    /// A retransmission of a simulcast encoding that isn't the one forwarded.
    case otherEncoding
    /// Not the track's payload type: comfort noise, redundancy, events.
    case payloadType
    /// Padding only, as bandwidth probes are.
    case paddingOnly
    /// Received before.
    case duplicate
    /// Too far behind the newest packet to be placed.
    case tooOld
    /// A leap in the numbering that the next packet has not confirmed yet (RFC 3550 §A.1).
    case sequenceJump
    /// A retransmission for a track that has sent nothing yet.
    case retransmissionWithoutMedia

    /// The subscription waits for a keyframe.
    case waitingForKeyframe
    /// The track now has another codec than the subscription was answered with.
    case codecMismatch
    /// The subscription is paused.
    case paused
    /// From before the packet that the subscription began with, or from before it was resumed.
    case beforeStart
    /// A replay was overtaken by the cache; the subscription waits for the next keyframe.
    case replayOvertaken
    /// Packets found the way out full; the subscription waits for the next keyframe.
    case pathCongested

    /// Asked for, and no longer in the cache or never received.
    case resendNotCached
    /// Asked for again within a round trip.
    case resendTooSoon
    /// Asked for beyond the share of the bitrate that resends may take.
    case resendOverBudget
    /// Feedback that can't be read or names none of the subscriber's streams.
    case unreadableFeedback
}
