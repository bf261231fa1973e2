// SPDX-License-Identifier: Apache-2.0

extension MemberReply {
    /// The reply to the request `id`. Without an id only a refusal is told, as an `error` event that is not
    /// counted. `time`, in ms since 1970, is what a welcome says.
    func json(id: UInt64?, time: Int? = nil) -> [UInt8]? {
        var writer = JSONWriter()
        if let id {
            writer.field("re", id)
        } else if case .refused(let refusal) = self {
            writer.field("t", "error")
            refusal.write(into: &writer)
            return writer.object
        } else {
            return nil
        }
        if case .refused(let refusal) = self {
            writer.field("ok", false)
            writer.object("error") { refusal.write(into: &$0) }
        } else {
            writer.field("ok", true)
            write(into: &writer, time)
        }
        return writer.object
    }

    private func write(into writer: inout JSONWriter, _ time: Int?) {
        switch self {
        case .done, .refused: break
        case .welcome(let welcome): welcome.write(into: &writer, time)
        case .entered(let state, let opened):
            writer.field("opened", opened)
            state.write(into: &writer)
        case .pending: writer.field("pending", true)
        case .published(let revision, let sdp, let streams):
            writer.field("rev", revision)
            writer.field("sdp", sdp)
            writer.array("streams", streams) { $1.write(into: &$0) }
        case .ticket(let ticket): writer.field("ticket", ticket)
        case .forwarded(let streamid): writer.field("streamid", streamid)
        case .pulling(let count): writer.field("count", count)
        case .preview(let path): writer.field("url", path)
        case .rooms(let cards, let more):
            writer.array("rooms", cards) { $1.write(into: &$0) }
            writer.field("more", more)
        case .roomPresence(let card): Self.write(card, into: &writer)
        case .userPresence(let card):
            writer.field("exists", card != nil)
            writer.field("userid", card?.userid)
            writer.field("extra", card?.extra)
            writer.field("state", card.map { $0.isAway ? "away" : "online" })
            writer.field("status", card.map { $0.isBusy ? "busy" : "available" })
        }
    }

    private static func write(_ card: RoomCard?, into writer: inout JSONWriter) {
        writer.field("exists", card != nil)
        writer.field("isFull", card?.isFull ?? false)
        writer.field("isPasswordProtected", card?.isProtected ?? false)
        // What is in a protected room is for those who know the password.
        guard let card, !card.isProtected else { return }
        writer.optional("userid", card.moderator)
        writer.field("extra", card.extra)
        writer.field("members", card.members)
        writer.field("viewers", card.viewers)
    }
}

extension MemberRefusal {
    /// Writes the fields of an error.
    func write(into writer: inout JSONWriter) {
        writer.field("code", code.rawValue)
        writer.field("message", message)
        writer.field("field", field)
        writer.field("retryAfterMs", retryAfter.map { max(1, $0.wholeNanoseconds / 1_000_000) })
        writer.field("suggest", suggestion)
        if code == .unsupportedProto {
            writer.field("supported", MemberRequest.proto)
        }
    }
}

extension Welcome {
    /// Writes the answer to `hello`, given at `time`.
    func write(into writer: inout JSONWriter, _ time: Int?) {
        let limits = MemberLimits()
        writer.field("proto", MemberRequest.proto)
        writer.field("sid", sid)
        writer.field("resume", resume)
        writer.field("resumed", isResumed)
        writer.field("n", lastEvent)
        writer.field("userid", userid)
        writer.field("graceMs", graceMs)
        writer.field("heartbeatMs", heartbeatMs)
        writer.field("time", time)
        writer.texts("caps", ["media"])
        writer.object("limits") { part in
            part.field("extra", Limits.memberExtra)
            part.field("message", Limits.customMessage)
            part.field("streams", limits.streamsPerMember)
            part.object("custom") { rate in
                rate.field("rate", limits.messageRate.perSecond)
                rate.field("burst", limits.messageRate.burst)
            }
            part.object("data") { $0.write(limits.data.messageRate, bytes: limits.data.byteRate) }
            part.object("files") { $0.write(limits.data.fileRate) }
        }
    }
}

extension JSONWriter {
    /// What a client may do a second, and at once.
    fileprivate mutating func write(_ rate: RateLimit, bytes: RateLimit? = nil) {
        field("rate", rate.perSecond)
        field("burst", rate.burst)
        field("byteRate", bytes?.perSecond)
        field("byteBurst", bytes?.burst)
    }
}

/// The heartbeat, which is no event: it isn't counted or kept.
enum Heartbeat {
    /// `ping`, with the number of the last event that was sent.
    static func ping(lastEvent: UInt64) -> [UInt8] {
        var writer = JSONWriter()
        writer.field("t", "ping")
        writer.field("n", lastEvent)
        return writer.object
    }
}
