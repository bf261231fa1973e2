// SPDX-License-Identifier: Apache-2.0

/// One broadcast name of a room: who sends it and who receives it.
///
/// Belongs to the name, not to a publisher: viewers stay when the publisher goes, and the next publisher
/// finds them.
struct Broadcast: Equatable, Sendable {
    /// The connected publisher.
    var publisher: SessionID?
    /// Publishers that have not connected yet.
    var candidates: Set<SessionID> = []
    /// Viewers that receive it, connected or connecting.
    var viewers: Set<SessionID> = []
    /// How many of the viewers are connected.
    var connectedViewers = 0
    /// Its place in the order in which broadcasts went live; nil while it has no media.
    var liveOrder: UInt64?

    /// What a member of the room publishes under the name, by its name at the media plane; nil: nothing. Then nobody
    /// publishes it by WHIP.
    var source: BroadcastID?

    /// Whether media arrives.
    var isLive: Bool { liveOrder != nil }

    /// Whether nobody sends, is about to send, or receives it.
    var isAbandoned: Bool { isFree && viewers.isEmpty }

    /// Whether nobody sends, or is about to.
    var isFree: Bool { publisher == nil && candidates.isEmpty && source == nil }
}
