// SPDX-License-Identifier: Apache-2.0

/// A live broadcast whose publisher comes by WHIP, as the members of the room of that name see it.
struct OutsideBroadcast: Sendable {
    let id: BroadcastID
    /// Its place in the order in which broadcasts went live.
    let number: UInt64
    /// The session of who publishes it.
    var session: SessionID
    /// What it carries.
    var kinds: Set<MediaKind>

    /// The userid of whoever publishes it.
    var userid: String { Self.prefix + id.name }

    /// The channel whose rooms are also those of WHIP and WHEP: that of pages that name none.
    static let channel = "*"
    /// How the userids of those begin who publish by WHIP; no member's does.
    static let prefix = "whip:"
    /// How the `streamid` of a broadcast begins whose name can't be one there; no member's does. No broadcast's name has
    /// a tilde, and no `streamid` a colon (RFC 8830 §2).
    static let streamPrefix = "whip~"
}

/// What is kept of a WHIP publisher who is away, because members stopped something of it: for its return.
struct AwayOutsider: Sendable {
    /// By which members know it.
    let publisher: ClientID
    /// What the moderator blocked.
    let blocked: Set<MediaKind>
}

extension MediaTracks {
    /// The tracks as kinds.
    var kinds: Set<MediaKind> {
        Set([audio ? .audio : nil, video ? .video : nil].compactMap { $0 })
    }
}
