// SPDX-License-Identifier: Apache-2.0

/// Somebody's place in a room.
struct Member: Equatable, Sendable {
    /// What it is there.
    var role: Role
    /// What it wished to send when it joined; nil: whatever it may.
    let wish: MediaSession?
    /// The kinds that a moderator granted; nil: all that the role allows.
    var grant: Set<MediaKind>?
    /// Whom it may receive.
    var subscribe = SubscribePolicy.all
    /// Whether a moderator allows it to publish at all.
    var mayPublish = true
    /// Members with whom it exchanges nothing.
    var blocked: Set<ClientID> = []
    /// Members with whom it exchanges no media.
    var dropped: Set<ClientID> = []
    /// Whether it receives no media, until it says what it wishes.
    var dropsAll = false
    var holds = Holds()
    /// What it wants to send at most, and what the moderator wants.
    var ownBandwidth = BandwidthLimits()
    var imposedBandwidth = BandwidthLimits()
    /// What holds: the lower ones of both.
    var bandwidth: BandwidthLimits { ownBandwidth.together(with: imposedBandwidth) }
    /// Whether the others were told of it: viewers of a big audience are counted instead.
    var isListed = true
}

/// Whom a member may receive, of those whom the room's direction lets it receive.
enum SubscribePolicy: String, Hashable, Sendable {
    case all
    /// The moderator only.
    case owner
    case none
}
