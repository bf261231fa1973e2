// SPDX-License-Identifier: Apache-2.0

extension RoomCard {
    /// Writes the fields of the room.
    func write(into writer: inout JSONWriter) {
        writer.field("channel", key.channel)
        writer.field("sessionid", key.sessionid)
        writer.optional("userid", moderator)
        writer.field("extra", extra)
        writer.object("session") { session.write(into: &$0) }
        writer.field("state", phase.rawValue)
        writer.field("members", members)
        writer.field("viewers", viewers)
        writer.field("max", capacity)
        writer.field("isFull", isFull)
        writer.field("isPasswordProtected", isProtected)
        writer.field("locked", isLocked)
        writer.field("knock", knocks)
        writer.field("identifier", identifier)
        writer.field("preview", preview)
    }
}

extension MemberCard {
    /// The member as it stands in lists.
    var text: JSONText {
        var writer = JSONWriter()
        write(into: &writer)
        return JSONText(validated: writer.object)
    }

    /// Writes the fields of the member.
    func write(into writer: inout JSONWriter) {
        writer.field("userid", userid)
        writer.field("extra", extra)
        writer.field("role", role.rawValue)
        if let wish { writer.object("as") { wish.write(into: &$0) } }
        writer.field("state", isAway ? "away" : "online")
        writer.field("media", hasLostMedia ? "lost" : "ok")
        writer.field("status", isBusy ? "busy" : "available")
        writer.object("privileges") { privileges.write(into: &$0) }
    }
}

extension RoomState {
    /// Writes the fields of the state.
    func write(into writer: inout JSONWriter) {
        writer.object("room") { room.write(into: &$0) }
        writer.field("role", role.rawValue)
        writer.field("subscribe", subscribe.rawValue)
        writer.field("ownerKey", ownerKey)
        writer.list("members", members.lazy.map(\.text))
        writer.array("streams", streams) { $1.write(into: &$0) }
        if let programme { writer.object("programme") { programme.write(into: &$0) } }
        writer.array("files", files) { $1.write(into: &$0) }
        writer.array("retained", retained) { $1.write(into: &$0) }
        writer.field("preview", preview)
    }
}

extension UserUpdate {
    /// Writes what is new.
    func write(into writer: inout JSONWriter) {
        writer.field("userid", userid)
        writer.field("extra", extra)
        writer.field("role", role?.rawValue)
        if let grant {
            writer.object("pub") { pub in
                for kind in MediaKind.allCases where grant.contains(kind) {
                    pub.field(kind.rawValue, true)
                }
            }
        }
        writer.field("renamed", renamed)
        if let privileges { writer.object("privileges") { privileges.write(into: &$0) } }
        writer.field("status", isBusy.map { $0 ? "busy" : "available" })
    }
}

extension Privileges {
    /// Writes both.
    func write(into writer: inout JSONWriter) {
        writer.field("canMute", canMute)
        writer.field("canStop", canStop)
    }
}

extension MediaSession {
    /// Writes the kinds and directions that are set.
    func write(into writer: inout JSONWriter) {
        for kind in MediaKind.allCases where kinds.contains(kind) {
            if twoWay.contains(kind) {
                writer.field(kind.rawValue, "two-way")
            } else {
                writer.field(kind.rawValue, true)
            }
        }
        if isOneWay { writer.field("oneway", true) }
        if isBroadcast { writer.field("broadcast", true) }
    }
}
