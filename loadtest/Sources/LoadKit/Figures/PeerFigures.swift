// SPDX-License-Identifier: Apache-2.0

import Transport

/// What the streams of a viewer, or of many, brought.
struct StreamFigures: Codable, Equatable, Sendable {
    var expected = 0
    var received = 0
    var duplicates = 0
    /// Overtaken by later ones; what was sent again doesn't count.
    var reordered = 0
    /// Packets whose every byte was checked.
    var verified = 0
    var corrupt = 0
    /// Packets that belong to no promised stream.
    var unexpected = 0
    var bytes = 0
    /// Thrown away by the viewer on purpose.
    var dropped = 0
    /// Numbers asked for by NACK, each time counted.
    var asked = 0
    var recovered = 0
    /// Given up, or still open.
    var unrecovered = 0

    /// Numbers that never came.
    var lost: Int { expected - received }
    var lossPercent: Double { expected > 0 ? 100 * Double(lost) / Double(expected) : 0 }

    static func += (sum: inout StreamFigures, other: StreamFigures) {
        sum.expected += other.expected
        sum.received += other.received
        sum.duplicates += other.duplicates
        sum.reordered += other.reordered
        sum.verified += other.verified
        sum.corrupt += other.corrupt
        sum.unexpected += other.unexpected
        sum.bytes += other.bytes
        sum.dropped += other.dropped
        sum.asked += other.asked
        sum.recovered += other.recovered
        sum.unrecovered += other.unrecovered
    }
}

/// What one viewer saw.
struct ViewerFigures: Sendable {
    var isConnected = false
    /// Whether media came within the last second.
    var isFlowing = false
    /// From before the request until keyed.
    var setUpMicroseconds: Int64?
    /// From before the request until the first media packet.
    var firstPacketMicroseconds: Int64?
    /// … and until the first packet of a keyframe, if it decrypts.
    var firstKeyframeMicroseconds: Int64?
    var streams = StreamFigures()
    /// Times without a new frame.
    var freezes = 0
    var profile: SRTPProfile?
    /// Why it ended by itself; nil if it did not.
    var closed: String?
}

/// What one broadcaster did.
struct PublisherFigures: Sendable {
    var packets = 0
    var bytes = 0
    var keyframeRequests = 0
    /// The most keyframe requests in any half second.
    var requestBurst = 0
    /// Packets that the server asked for again.
    var nacked = 0
    var closed: String?
}
