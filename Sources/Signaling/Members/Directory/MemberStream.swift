// SPDX-License-Identifier: Apache-2.0

/// What a member publishes: one `MediaStream`, in a session of its own at the media plane.
struct MemberStream: Sendable {
    /// Its name among the streams of the room: the `id` of the page's `MediaStream`.
    let id: String
    let owner: ClientID
    /// Its place in the order of all streams.
    let number: UInt64
    /// The connection on which it comes …
    var session: SessionID
    /// … and the one that takes over once it works.
    var successor: SessionID?
    /// Its name at the media plane, which stays when the connection changes.
    let broadcast: BroadcastID
    /// What it carries: sound, and a picture of a camera or of a screen.
    var kinds: Set<MediaKind>
    /// Kinds that are silent at the moment.
    var muted: Set<MediaKind> = []
    var label: String?
    /// Who may receive it, by userid; nil: everybody whom the room lets.
    var audience: Set<String>?
    /// Whether its media comes.
    var isLive = false

    /// The kind of its picture.
    var picture: MediaKind? { kinds.contains(.screen) ? .screen : kinds.contains(.video) ? .video : nil }
}

/// What a member says of a stream that it wants to publish.
struct StreamOffer: Sendable {
    var streamid: String
    var kinds: Set<MediaKind>
    var muted: Set<MediaKind> = []
    var label: String?
    var audience: Set<String>?
    /// The offer of its connection.
    var sdp: [UInt8]
}

/// Which streams somebody wants to receive, of those that it may.
struct StreamWish: Equatable, Sendable {
    var from = SubscribePolicy.all
    var kinds = Set(MediaKind.allCases)
    /// Streams for which something else holds: the kinds that are wanted of them.
    var streams: [String: Set<MediaKind>] = [:]
}

/// What members are told of a stream.
struct StreamCard: Equatable, Sendable {
    var streamid: String
    var userid: String
    var kinds: Set<MediaKind>
    var muted: Set<MediaKind>
    var label: String?
}

/// Why a stream is over.
enum StreamEnd: String, Hashable, Sendable {
    /// Its publisher's wish, or its publisher left.
    case ended
    /// The connection was lost.
    case lost
    /// It is no longer allowed, or not to this receiver.
    case revoked
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
    /// The stream that is meant; nil for ``Action/publish``.
    var streamid: String?
    /// Who is asked to publish; nil: all who may.
    var userid: String?
    /// The kinds that are meant, as the client spelled them.
    var session: JSONText?
}

/// Work for the media plane, in the order in which it is to be done for each session.
enum MediaWork: Sendable {
    /// Answer a publisher's offer and tell the directory.
    case publish(SessionID, BroadcastID, offer: [UInt8], reply: ReplyAddress)
    /// End a publisher's session.
    case close(SessionID)
    /// Have a client receive exactly these; none: close its connection. Again if it is the same: a publisher is back.
    case receive(ClientID, [ReceivedStream])
    /// Take a client's answer to an offer of ours.
    case answer(ClientID, revision: Int, sdp: [UInt8], reply: ReplyAddress)
    /// Offer anew: with new ICE credentials, or on a new connection.
    case restart(ClientID, fresh: Bool, reply: ReplyAddress)
}

/// Where the reply to a request goes.
struct ReplyAddress: Hashable, Sendable {
    var connection: ConnectionID
    var id: UInt64?
}
