// SPDX-License-Identifier: Apache-2.0

/// The sum over viewers, those that left included.
struct ViewerTotals: Sendable {
    /// Viewers that began to join.
    var asked = 0
    /// Those that the server did not answer.
    var refused = 0
    var connected = 0
    /// Viewers that media came to within the last second.
    var flowing = 0
    /// Viewers that ended without being asked to.
    var dropped = 0
    /// Viewers that were let in and never got a packet.
    var silent = 0
    var freezes = 0
    /// Viewers that froze once at least.
    var frozen = 0
    /// Viewers by the profile that was agreed on.
    var profiles: [String: Int] = [:]
    var streams = StreamFigures()
    var setUp = Histogram()
    var firstPacket = Histogram()
    var firstKeyframe = Histogram()
    var joiningLatency = Histogram()
    var latency = Histogram()

    /// Adds one viewer.
    mutating func add(_ viewer: ViewerFigures) {
        asked += 1
        connected += viewer.isConnected ? 1 : 0
        flowing += viewer.isFlowing ? 1 : 0
        dropped += viewer.closed == nil ? 0 : 1
        silent += viewer.firstPacketMicroseconds == nil ? 1 : 0
        freezes += viewer.freezes
        frozen += viewer.freezes > 0 ? 1 : 0
        if let profile = viewer.profile { profiles[profile.label, default: 0] += 1 }
        streams += viewer.streams
        if let time = viewer.setUpMicroseconds { setUp.add(microseconds: time) }
        if let time = viewer.firstPacketMicroseconds { firstPacket.add(microseconds: time) }
        if let time = viewer.firstKeyframeMicroseconds { firstKeyframe.add(microseconds: time) }
    }

    /// Adds the sum of another loop.
    mutating func add(_ other: ViewerTotals) {
        asked += other.asked
        refused += other.refused
        connected += other.connected
        flowing += other.flowing
        dropped += other.dropped
        silent += other.silent
        freezes += other.freezes
        frozen += other.frozen
        profiles.merge(other.profiles, uniquingKeysWith: +)
        streams += other.streams
        setUp.add(other.setUp)
        firstPacket.add(other.firstPacket)
        firstKeyframe.add(other.firstKeyframe)
        joiningLatency.add(other.joiningLatency)
        latency.add(other.latency)
    }
}
