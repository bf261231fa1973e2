// SPDX-License-Identifier: Apache-2.0

/// What a member publishes: one `MediaStream`, uploaded on its publishing connection or passed on from another room.
struct MemberStream: Sendable {
    /// How far it is.
    enum Phase: Hashable, Sendable {
        /// Its offer isn't answered: only its name is taken.
        case offered
        /// Its offer is answered, and its publisher is connecting.
        case accepted
        /// Its media comes, and the members know of it.
        case live
    }

    /// What a stream that isn't uploaded comes from.
    struct Source: Hashable, Sendable {
        let stream: StreamKey
        /// Who had the right to it there.
        let taker: ClientID
        /// Whether it goes on when the taker or its publisher leaves.
        let persists: Bool
        /// How many times it was passed on.
        let depth: Int
    }

    /// Its name among the streams of the room: the `id` of the page's `MediaStream`.
    let id: String
    /// Who publishes it here.
    let owner: ClientID
    /// Its place in the order of all streams; never used twice.
    let number: UInt64
    /// Its name at the media plane, which stays when the connection changes.
    let broadcast: BroadcastID
    /// Where it comes from; nil: it is uploaded.
    var source: Source?
    var phase = Phase.offered
    /// What it carries: sound, and a picture of a camera or of a screen.
    var kinds: Set<MediaKind>
    /// The m-lines on which it comes.
    var mids: [String] = []
    /// Whether its sound, and its picture (``MediaKind/video``), are muted by its publisher …
    var muted: Set<MediaKind> = []
    /// … or by the moderator …
    var blocked: Set<MediaKind> = []
    /// … or don't come from its source.
    var withheld: Set<MediaKind> = []
    var label: String?
    /// Who may receive it; nil: everybody whom the room lets.
    var audience: Audience?
    /// Where it is passed on to.
    var copies: Set<StreamKey> = []
    /// Who has a ticket for it.
    var takers: Set<ClientID> = []

    /// The kind of its picture.
    var picture: MediaKind? { kinds.contains(.screen) ? .screen : kinds.contains(.video) ? .video : nil }

    /// What isn't forwarded to anybody.
    var silent: Set<MediaKind> { muted.union(blocked).union(withheld) }
}

/// A stream's place.
struct StreamKey: Hashable, Sendable {
    let room: RoomKey
    let streamid: String
}

/// What members are told of a stream.
struct StreamCard: Equatable, Sendable {
    var streamid: String
    var userid: String
    var extra: JSONText
    var kinds: Set<MediaKind>
    var muted: Set<MediaKind>
    var blocked: Set<MediaKind>
    var label: String?
}

/// Why a stream is over.
enum StreamEnd: String, Hashable, Sendable {
    /// Its publisher's wish, or its publisher left.
    case ended
    /// The connection was lost, or the publisher.
    case lost
    /// It is no longer allowed, or not to this receiver.
    case revoked
}

extension StreamEnd {
    /// How the streams of somebody end who leaves.
    init(_ reason: LeaveReason) {
        self =
            switch reason {
            case .left: .ended
            case .timeout: .lost
            case .ejected: .revoked
            }
    }
}

extension MediaKind {
    /// The track that carries it: a screen is a picture like a camera's.
    var track: MediaKind { self == .screen ? .video : self }
}
