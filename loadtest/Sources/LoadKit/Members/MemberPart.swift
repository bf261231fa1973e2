// SPDX-License-Identifier: Apache-2.0

/// Who a member of the load is, and what it is there for.
struct MemberPart: Sendable {
    /// How it gets into its room.
    enum Entry: Sendable {
        /// As a viewer, into a room that is there.
        case watch
        /// With whatever rights the room gives, into a room that is there.
        case join
        /// … or that it opens.
        case openOrJoin
    }

    /// The most members of a room that the load opens; the relay's own bound.
    static let mostMembers = 10_000

    let endpoint: SocketEndpoint
    let channel: String
    let room: String
    let userid: String
    let token: String?
    let entry: Entry
    /// What it publishes under which name; nil: nothing.
    var stream: (id: String, hasVideo: Bool)?
    /// A rogue keeps socket and transport open when it is ejected.
    var ignoresEjection = false

    func hello(id: Int) -> MemberMessage {
        .hello(id: id, channel: channel, userid: userid, token: token)
    }

    func entry(id: Int) -> MemberMessage {
        switch entry {
        case .watch: return .join(id: id, room: room, part: .viewer)
        case .join: return .join(id: id, room: room, part: nil)
        case .openOrJoin:
            var message = MemberMessage.open(id: id, room: room, session: nil, max: Self.mostMembers)
            message.type = "room.openOrJoin"
            return message
        }
    }

    /// The whole of what it publishes: one stream, with the sections of a ``LoadOffer``.
    func publication(id: Int, offer: String) -> MemberMessage {
        var message = MemberMessage("pub.offer", id: id)
        message.rev = 1
        message.sdp = offer
        message.streams = stream.map { stream in
            [
                MemberMessage.Stream(
                    streamid: stream.id, mids: stream.hasVideo ? ["0", "1"] : ["0"], isAudio: true,
                    isVideo: stream.hasVideo, isScreen: false)
            ]
        }
        return message
    }
}
