// SPDX-License-Identifier: Apache-2.0

/// Which streams somebody wants to receive, of those that it may.
struct StreamWish: Equatable, Sendable {
    var from = SubscribePolicy.all
    /// Receives the programme, in place of what ``from`` says.
    var followsProgramme = false
    var kinds = Set(MediaKind.allCases)
    /// Streams for which something else holds: the tracks that are wanted of them.
    var streams: [String: Set<MediaKind>] = [:]

    /// Whether a kind of a stream is wanted.
    func wants(_ kind: MediaKind, of streamid: String, fromModerator: Bool) -> Bool {
        if let tracks = streams[streamid] { return tracks.contains(kind.track) }
        return kinds.contains(kind) && (from == .all || (from == .owner && fromModerator))
    }
}

/// What one member asks of another's media.
struct StreamAsk: Equatable, Sendable {
    enum Action: String, Hashable, Sendable {
        case mute
        case unmute
        case stop
        /// Publish something, too.
        case publish
    }

    var action: Action
    /// The stream that is meant.
    var streamid: String?
    /// Whose streams are meant, or who is asked to publish; nil: all who may.
    var userid: String?
    /// The kinds that are meant, as the client spelled them.
    var session: JSONText?
}

/// A pause of what flows between a member and another one, or everybody.
struct StreamHold: Equatable, Sendable {
    enum Tracks: String, Hashable, Sendable {
        case audio
        case video
        case both
    }

    /// Nil: everybody.
    var userid: String?
    var tracks: Tracks
    var isOn: Bool

    /// The tracks as kinds.
    var kinds: Set<MediaKind> {
        switch tracks {
        case .audio: [.audio]
        case .video: [.video]
        case .both: [.audio, .video]
        }
    }
}

/// What `stream.forward` says.
struct StreamForward: Sendable {
    var ticket: String
    /// Its name in the new room; nil: the one that it has.
    var streamid: String?
    /// Nil: all that it carries.
    var kinds: Set<MediaKind>?
    var label: String?
    var audience: Set<String>?
    /// Goes on when who forwards it leaves.
    var persists = false
}

/// What lets somebody pass a stream on into another room.
struct StreamTicket: Sendable {
    let stream: StreamKey
    /// The stream's ``MemberStream/number``: another one of the name is not meant.
    let number: UInt64
    let taker: ClientID
}

/// What a member shall send at most, in kbit/s; nil: as much as it likes.
struct BandwidthLimits: Equatable, Sendable {
    var audio: Int?
    var video: Int?
    var screen: Int?

    /// What keeps both.
    func together(with other: BandwidthLimits) -> BandwidthLimits {
        func least(_ one: Int?, _ two: Int?) -> Int? { [one, two].compactMap { $0 }.min() }
        return BandwidthLimits(
            audio: least(audio, other.audio), video: least(video, other.video),
            screen: least(screen, other.screen))
    }
}
