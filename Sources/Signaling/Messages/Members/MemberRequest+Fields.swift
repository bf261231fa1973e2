// SPDX-License-Identifier: Apache-2.0

/// The requests that have many fields.
extension MemberRequest {
    /// The protocol's number; clients list those that they speak.
    static let proto = 1

    private enum Opening: String { case opening, open }

    static func hello(_ reader: RequestReader) throws(MemberRefusal) -> MemberRequest {
        let spoken = reader.object["proto"].map { Self.numbers($0) } ?? [proto]
        guard spoken.contains(proto) else {
            throw MemberRefusal(.unsupportedProto, "this relay speaks version 1", field: "proto")
        }
        var hello = Hello(channel: try reader.name("channel"), userid: try reader.optionalName("userid"))
        hello.extra = try reader.extra() ?? .emptyObject
        hello.auth = try reader.text("auth")
        hello.resume = try reader.text("resume")
        hello.lastEvent = try reader.number("lastN", in: 0...Int.max).map(UInt64.init) ?? 0
        hello.isFresh = try reader.text("media") == "fresh"
        hello.grantsByMessage = try reader.flag("grants")
        return .hello(hello)
    }

    static func terms(_ reader: RequestReader) throws(MemberRefusal) -> RoomTerms {
        var terms = RoomTerms(sessionid: try reader.name("sessionid"))
        terms.session = try reader.session("session") ?? .conference
        terms.extra = try reader.extra()
        terms.isListed = try reader.optionalFlag("listed") ?? true
        terms.capacity = try reader.number("max", in: 1...Limits.roomMembers)
        terms.closesWithOwner = try reader.flag("autoClose")
        terms.password = try password(reader)
        terms.identifier = try reader.optionalName("identifier")
        terms.knocks = try reader.flag("knock")
        terms.ownerKey = try ownerKey(reader)
        terms.isOpening = try reader.word("state", Opening.self) == .opening
        return terms
    }

    static func wish(_ reader: RequestReader) throws(MemberRefusal) -> JoinWish {
        JoinWish(
            sessionid: try reader.name("sessionid"), wish: try reader.session("as"),
            password: try password(reader), extra: try reader.extra(), waits: try reader.flag("wait"),
            ownerKey: try ownerKey(reader))
    }

    static func change(_ reader: RequestReader) throws(MemberRefusal) -> RoomChange {
        var change = RoomChange(extra: try reader.extra())
        change.password = try passwordChange(reader)
        change.capacity = try reader.number("max", in: 1...Limits.roomMembers)
        change.isListed = try reader.optionalFlag("listed")
        change.closesWithOwner = try reader.optionalFlag("autoClose")
        change.isLocked = try reader.optionalFlag("locked")
        change.session = try reader.session("session")
        change.knocks = try reader.optionalFlag("knock")
        change.identifier = try reader.optionalName("identifier")
        change.opens = try reader.word("state", Opening.self) == .open
        return change
    }

    static func presence(_ reader: RequestReader) throws(MemberRefusal) -> MemberRequest {
        if let sessionid = try reader.optionalName("sessionid") { return .roomPresence(sessionid: sessionid) }
        return .userPresence(userid: try reader.name("userid"))
    }

    static func policy(_ reader: RequestReader) throws(MemberRefusal) -> MemberRequest {
        let userid = try reader.name("userid")
        return .policy(
            userid: userid == "*" ? nil : userid, try reader.word("subscribe"),
            publish: try reader.optionalFlag("publish"))
    }

    static func letter(_ reader: RequestReader) throws(MemberRefusal) -> Letter {
        guard let message = reader.object["message"], message.bytes.count <= Limits.customMessage else {
            throw reader.bad("message")
        }
        let scope: Letter.Scope
        switch try reader.text("scope") {
        case "channel"?: scope = .channel
        case "room"?: scope = .room
        case "user"?: scope = .user(try reader.name("to"))
        default: throw reader.bad("scope")
        }
        return Letter(
            scope: scope, event: try reader.optionalName("event"), message: message,
            addressee: message.object?["messageFor"]?.string)
    }

    static func broadcast(_ reader: RequestReader) throws(MemberRefusal) -> MemberRequest {
        let id = try reader.name("broadcastId")
        let role = try reader.word("role", Role.self)
        guard role == nil || role == .broadcaster || role == .viewer else { throw reader.bad("role") }
        var terms = RoomTerms(sessionid: id, isListed: false, capacity: Limits.roomMembers)
        terms.session = try reader.session("typeOfStreams") ?? .conference
        terms.session.isOneWay = true
        terms.ownerKey = try ownerKey(reader)
        terms.isBroadcast = true
        var wish = JoinWish(sessionid: id, wish: MediaSession(isOneWay: true), waits: true)
        wish.ownerKey = terms.ownerKey
        return .broadcast(terms, wish, mayOpen: role != .viewer)
    }

    private static func password(_ reader: RequestReader) throws(MemberRefusal) -> String? {
        let password = try reader.text("password", limit: Limits.memberPassword)
        return password?.isEmpty == true ? nil : password
    }

    private static func passwordChange(_ reader: RequestReader) throws(MemberRefusal) -> RoomChange.Password?
    {
        if let password = try password(reader) { return .changed(password) }
        // `null` and "" take it away, a missing field leaves it.
        return reader.object.fields.contains { $0.name == "password" } ? .removed : nil
    }

    /// Too short a key could be guessed by others; ours have 64 digits.
    private static func ownerKey(_ reader: RequestReader) throws(MemberRefusal) -> String? {
        guard let key = try reader.text("ownerKey") else { return nil }
        guard key.utf8.count == 64 else { throw reader.bad("ownerKey") }
        return key
    }

    private static func numbers(_ list: JSONText) -> [Int] {
        String(decoding: list.bytes, as: UTF8.self).split { !$0.isNumber }.compactMap { Int($0) }
    }
}
