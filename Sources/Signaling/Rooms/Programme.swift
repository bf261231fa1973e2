// SPDX-License-Identifier: Apache-2.0

/// What a room's programme is to show, and shows.
struct Programme: Equatable, Sendable {
    /// The name of the broadcast that was put on air last, or that took over since.
    var broadcast: String
    /// The names of those that take over by themselves, the first first.
    var standby: [String]
    /// The name of the broadcast that is shown now; nil while nothing is.
    var onAir: String?
    /// Its name at the media plane.
    var shown: BroadcastID?
    /// What the media plane was told last: what the names above are called there, …
    var sources: [String: BroadcastID] = [:]
    /// … what may be on air until one of those is, …
    var earlier: Set<BroadcastID> = []
    /// … and what of all of them is held.
    var held: [BroadcastID: MediaTracks] = [:]

    /// The programme's name in paths. A broadcast of that name is hidden while its room has a programme.
    static let name = "programme"
}

/// What the media plane is to show as a programme.
struct ProgrammeWish: Equatable, Sendable {
    /// By its name there; with nothing on air, nothing is shown.
    var onAir: BroadcastID?
    /// What takes over, the first first.
    var standby: [BroadcastID] = []
    /// What of these, and of what else may be on air until then, isn't for everybody.
    var held: [BroadcastID: MediaTracks] = [:]

    /// Whether it asks for this one.
    func names(_ broadcast: BroadcastID) -> Bool { onAir == broadcast || standby.contains(broadcast) }
}

extension BroadcastID {
    /// The programme of a room at the media plane: a name that no publisher can have (``Name``).
    static func programme(of room: String) -> BroadcastID {
        BroadcastID(room: room, name: "*programme")
    }
}
