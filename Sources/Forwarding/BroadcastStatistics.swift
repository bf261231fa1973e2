// SPDX-License-Identifier: Apache-2.0

/// A snapshot of one broadcast.
public struct BroadcastStatistics: Sendable {
    /// Whether somebody publishes.
    public var isPublishing: Bool
    /// Whether media of the present publication has come.
    public var hasMedia: Bool
    /// Publications so far.
    public var publications: UInt64
    /// In the order of their slots.
    public var tracks: [TrackStatistics]
    /// Packets dropped before they could be told from which track they are, by reason.
    public var drops: DropCounts
}
