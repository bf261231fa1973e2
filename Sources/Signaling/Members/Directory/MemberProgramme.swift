// SPDX-License-Identifier: Apache-2.0

/// What those members of a room see who follow its programme: one stream after the other, as the moderator decides.
struct MemberProgramme: Sendable {
    /// Its name at the media plane.
    let broadcast: BroadcastID
    /// The stream that was put on air last, or that took over since; nil if that one has ended.
    var streamid: String?
    /// The streams that take over by themselves, the first first.
    var standby: [String]
    /// What the media plane shows.
    var onAir: BroadcastID?
    /// What the media plane was asked for last, and told of what is held. Some of it may be over.
    var wish = ProgrammeWish()
    /// What may be on air until something of the wish is.
    var earlier: [BroadcastID] = []

    /// What may be on air, now or when it comes.
    var sources: [BroadcastID] {
        [wish.onAir, onAir].compactMap { $0 } + wish.standby + earlier
    }

    /// The name of the stream that carries it; no member's stream is called so.
    static let streamid = "programme"

    /// What members are told.
    var card: ProgrammeCard { ProgrammeCard(streamid: streamid, standby: standby) }
}

/// What members are told of their room's programme.
struct ProgrammeCard: Equatable, Sendable {
    var streamid: String?
    var standby: [String] = []
}
