// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a member says (docs/protocol.md, "Rooms and members"), as far as the load does; fields that are nil are left out.
struct MemberMessage: Encodable {
    /// What a room carries, or what a member of it takes part in.
    struct Session: Encodable {
        var audio: Bool?
        var video: Bool?
        var data: Bool?
        var oneway: Bool?

        /// A viewer's part.
        static let viewer = Session(oneway: true)
    }

    /// A stream that is published.
    struct Stream: Encodable {
        let streamid: String
        let mids: [String]
        let isAudio: Bool
        let isVideo: Bool
        let isScreen: Bool
    }

    private enum CodingKeys: String, CodingKey {
        case type = "t"
        case id, proto, channel, userid, auth, sessionid, session, max, listed, scope, event, message, rev,
            sdp,
            streams
        case part = "as"
        case wish = "default"
    }

    var type: String
    var id: Int?
    var proto: [Int]?
    var channel: String?
    var userid: String?
    var auth: String?
    var sessionid: String?
    var session: Session?
    var part: Session?
    var max: Int?
    var listed: Bool?
    var scope: String?
    var event: String?
    var message: String?
    var rev: Int?
    var sdp: String?
    var streams: [Stream]?
    var wish: String?

    init(_ type: String, id: Int? = nil) {
        self.type = type
        self.id = id
    }

    /// The first message of all.
    static func hello(id: Int, channel: String, userid: String, token: String?) -> MemberMessage {
        var message = MemberMessage("hello", id: id)
        message.proto = [1]
        message.channel = channel
        message.userid = userid
        message.auth = token
        return message
    }

    /// Takes part in a room that is open; as a viewer, or in whatever the room is for.
    static func join(id: Int, room: String, part: Session?) -> MemberMessage {
        var message = MemberMessage("room.join", id: id)
        message.sessionid = room
        message.part = part
        return message
    }

    /// Opens an unlisted room.
    static func open(id: Int, room: String, session: Session?, max: Int) -> MemberMessage {
        var message = MemberMessage("room.open", id: id)
        message.sessionid = room
        message.session = session
        message.max = max
        message.listed = false
        return message
    }

    /// Says something to all others of the room.
    static func say(_ text: String, event: String) -> MemberMessage {
        var message = MemberMessage("msg.send")
        message.scope = "room"
        message.event = event
        message.message = text
        return message
    }

    /// Receives nothing of what others publish.
    static var wantNothing: MemberMessage {
        var message = MemberMessage("sub.set")
        message.wish = "none"
        return message
    }

    /// The answer to a `ping`: all events up to `number` have come, as they come in order.
    static func pong(_ number: Int) -> [UInt8] {
        Array(#"{"t":"pong","n":\#(number)}"#.utf8)
    }

    /// As it is sent.
    var text: [UInt8] {
        // Texts, numbers and flags can always be encoded.
        (try? JSONEncoder().encode(self)).map { Array($0) } ?? []
    }
}
