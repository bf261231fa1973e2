// SPDX-License-Identifier: Apache-2.0

/// What one viewer, or many together, saw.
struct ViewerFigures: Sendable {
    var isConnected = false
    /// From before the request until keyed.
    var setUpMicroseconds: Int64?
    /// From before the request until the first media packet.
    var firstPacketMicroseconds: Int64?
    /// … and until the first video packet, which begins a keyframe.
    var firstKeyframeMicroseconds: Int64?
    var expected = 0
    var received = 0
    var duplicates = 0
    var reordered = 0
    /// Packets that belong to no promised stream.
    var unexpected = 0
    var bytes = 0
    /// RTCP compounds from the server.
    var reports = 0
    /// From the broadcaster's sending to the viewer's receiving.
    var latency = Histogram()
    /// Why it ended by itself; nil if it did not.
    var closed: String?
}

/// What one broadcaster did.
struct PublisherFigures: Sendable {
    var packets = 0
    var bytes = 0
    var keyframeRequests = 0
    /// Packets that the server asked for again.
    var nacked = 0
    var closed: String?
}

/// The sum over viewers, those that left included.
struct ViewerTotals: Sendable {
    var joined = 0
    var connected = 0
    /// Viewers that ended without being asked to.
    var dropped = 0
    /// Viewers that never got a packet.
    var silent = 0
    var expected = 0
    var received = 0
    var duplicates = 0
    var reordered = 0
    var unexpected = 0
    var bytes = 0
    var setUp = Histogram()
    var firstPacket = Histogram()
    var firstKeyframe = Histogram()
    var latency = Histogram()

    var lost: Int { expected - received }

    /// Adds one viewer.
    mutating func add(_ viewer: ViewerFigures) {
        joined += 1
        connected += viewer.isConnected ? 1 : 0
        dropped += viewer.closed == nil ? 0 : 1
        silent += viewer.firstPacketMicroseconds == nil ? 1 : 0
        expected += viewer.expected
        received += viewer.received
        duplicates += viewer.duplicates
        reordered += viewer.reordered
        unexpected += viewer.unexpected
        bytes += viewer.bytes
        if let time = viewer.setUpMicroseconds { setUp.add(microseconds: time) }
        if let time = viewer.firstPacketMicroseconds { firstPacket.add(microseconds: time) }
        if let time = viewer.firstKeyframeMicroseconds { firstKeyframe.add(microseconds: time) }
        latency.add(viewer.latency)
    }

    /// Adds the sum of another loop.
    mutating func add(_ other: ViewerTotals) {
        joined += other.joined
        connected += other.connected
        dropped += other.dropped
        silent += other.silent
        expected += other.expected
        received += other.received
        duplicates += other.duplicates
        reordered += other.reordered
        unexpected += other.unexpected
        bytes += other.bytes
        setUp.add(other.setUp)
        firstPacket.add(other.firstPacket)
        firstKeyframe.add(other.firstKeyframe)
        latency.add(other.latency)
    }
}
