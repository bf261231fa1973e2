// SPDX-License-Identifier: Apache-2.0

extension StreamCard {
    /// Writes what members know of the stream.
    func write(into writer: inout JSONWriter) {
        writer.field("streamid", streamid)
        writer.field("userid", userid)
        writer.field("isAudio", kinds.contains(.audio))
        writer.field("isVideo", kinds.contains(.video))
        writer.field("isScreen", kinds.contains(.screen))
        writer.object("muted") { part in
            part.field("audio", muted.contains(.audio))
            part.field("video", muted.contains(.video))
        }
        writer.field("label", label)
    }
}

extension MediaOffer {
    /// Writes an offer of ours.
    func write(into writer: inout JSONWriter) {
        writer.field("rev", revision)
        writer.field("sdp", sdp)
        writer.field("restart", restartsICE)
        writer.array("streams", streams) { writer, stream in
            writer.field("streamid", stream.id)
            writer.texts("mids", stream.mids)
        }
        writer.texts("leftOut", leftOut)
    }
}

extension MemberRequest {
    /// Reads a request about media; nil if it is none.
    static func readMedia(_ type: String, _ reader: RequestReader) throws(MemberRefusal) -> MemberRequest? {
        switch type {
        case "pub.offer": .publish(try streamOffer(reader))
        case "pub.end": .unpublish(streamid: try streamid(reader))
        case "stream.state": .muted(streamid: try streamid(reader), try muted(reader))
        case "stream.ask": .ask(try streamAsk(reader))
        case "sub.set": .streamWish(try streamWish(reader))
        case "sub.answer":
            .answerOffer(
                revision: try required(reader.number("rev", in: 1...Int(Int32.max)), "rev", reader),
                sdp: try sdp(reader))
        case "sub.restart": .restart(fresh: try reader.flag("fresh"))
        default: nil
        }
    }

    private static func streamOffer(_ reader: RequestReader) throws(MemberRefusal) -> StreamOffer {
        var kinds: Set<MediaKind> = []
        if try reader.flag("isAudio") { kinds.insert(.audio) }
        // A screen is a picture in another role: one of them, not both.
        if try reader.flag("isScreen") {
            kinds.insert(.screen)
        } else if try reader.flag("isVideo") {
            kinds.insert(.video)
        }
        guard !kinds.isEmpty else { throw reader.bad("isVideo") }
        return StreamOffer(
            streamid: try streamid(reader), kinds: kinds, muted: try muted(reader),
            label: try reader.text("label", limit: Limits.streamLabel), audience: try audience(reader),
            sdp: try sdp(reader))
    }

    private static func streamid(_ reader: RequestReader) throws(MemberRefusal) -> String {
        guard let text = try reader.text("streamid", limit: Limits.streamID), isToken(text) else {
            throw reader.bad("streamid")
        }
        return text
    }

    /// A `msid-id` (RFC 8830 §2): 1 to 64 characters of a token.
    private static func isToken(_ text: String) -> Bool {
        let others = "!#$%&'*+-.^_`{|}~".utf8
        return !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: others.contains(byte)
                }
            }
    }

    private static func muted(_ reader: RequestReader) throws(MemberRefusal) -> Set<MediaKind> {
        try reader.kinds("muted") ?? []
    }

    private static func audience(_ reader: RequestReader) throws(MemberRefusal) -> Set<String>? {
        guard let users = try reader.texts("audience", limit: Limits.streamAudience) else { return nil }
        return Set(users)
    }

    private static func sdp(_ reader: RequestReader) throws(MemberRefusal) -> [UInt8] {
        Array(try required(reader.text("sdp", limit: Limits.memberSDP), "sdp", reader).utf8)
    }

    private static func streamAsk(_ reader: RequestReader) throws(MemberRefusal) -> StreamAsk {
        let action = try required(reader.word("action", StreamAsk.Action.self), "action", reader)
        var ask = StreamAsk(action: action)
        _ = try reader.session("session")
        ask.session = reader.object["session"]
        if action == .publish {
            ask.userid = try reader.optionalName("userid")
        } else {
            ask.streamid = try streamid(reader)
        }
        return ask
    }

    private static func streamWish(_ reader: RequestReader) throws(MemberRefusal) -> StreamWish {
        var wish = StreamWish()
        wish.from = try reader.word("default") ?? .all
        wish.kinds = try reader.kinds("kinds") ?? wish.kinds
        guard let streams = reader.object["streams"] else { return wish }
        guard let object = streams.object, object.fields.count <= Limits.streamWishes else {
            throw reader.bad("streams")
        }
        for field in object.fields {
            wish.streams[field.name] = try RequestReader(object: object).kinds(field.name) ?? []
        }
        return wish
    }

    private static func required<Value>(
        _ value: Value?, _ field: String, _ reader: RequestReader
    ) throws(MemberRefusal) -> Value {
        guard let value else { throw reader.bad(field) }
        return value
    }
}
