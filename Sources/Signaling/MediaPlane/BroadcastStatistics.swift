// SPDX-License-Identifier: Apache-2.0

/// One broadcast's figures.
public struct BroadcastStatistics: Sendable {
    /// Which broadcast.
    public var id: BroadcastID
    /// Whether its publisher's media arrives.
    public var live: Bool
    /// The publisher's session, if there is one.
    public var session: SessionID?
    /// Connected viewers.
    public var viewers: Int
    /// Its tracks, in slot order.
    public var tracks: [TrackStatistics]

    /// The figures of the broadcast `id`.
    public init(
        id: BroadcastID,
        live: Bool,
        session: SessionID? = nil,
        viewers: Int = 0,
        tracks: [TrackStatistics] = []
    ) {
        self.id = id
        self.live = live
        self.session = session
        self.viewers = viewers
        self.tracks = tracks
    }
}
