// SPDX-License-Identifier: Apache-2.0

/// The requests about media.
extension MemberRequest {
    /// Reads a request about media; nil if it is none.
    static func readMedia(_ type: String, _ reader: RequestReader) throws(MemberRefusal) -> MemberRequest? {
        switch type {
        case "pub.offer": .publish(try publication(reader))
        case "pub.end": .unpublish(streamid: try reader.streamid())
        case "sub.set": .streamWish(try streamWish(reader))
        case "sub.hold": .hold(try streamHold(reader))
        case "sub.answer": .answerOffer(revision: try reader.revision(), sdp: try reader.sdp())
        case "sub.restart": .restart(fresh: try reader.flag("fresh"))
        case "programme.set": .programme(try programme(reader))
        case "limits.set": .bandwidth(try bandwidth(reader), userid: try reader.optionalName("userid"))
        default: try readStream(type, reader)
        }
    }

    private static func readStream(
        _ type: String, _ reader: RequestReader
    ) throws(MemberRefusal) -> MemberRequest? {
        switch type {
        case "stream.state": .muted(streamid: try reader.streamid(), try reader.tracks("muted"))
        case "stream.block":
            .blocked(streamid: try reader.streamid(), try reader.tracks("kinds"), try reader.flag("on"))
        case "stream.ask": .ask(try streamAsk(reader))
        case "stream.drop": .drop(userid: try reader.optionalName("userid"))
        case "stream.ticket": .ticket(streamid: try reader.streamid())
        case "stream.forward": .forward(try streamForward(reader))
        default: nil
        }
    }

    private static func publication(_ reader: RequestReader) throws(MemberRefusal) -> PublicationOffer {
        guard let objects = reader.object["streams"]?.objects, objects.count <= Limits.offeredStreams else {
            throw reader.bad("streams")
        }
        var streams: [OfferedStream] = []
        for object in objects { streams.append(try offeredStream(RequestReader(object: object))) }
        return PublicationOffer(
            revision: try reader.revision(), isFresh: try reader.flag("fresh"), sdp: try reader.sdp(),
            streams: streams)
    }

    private static func offeredStream(_ reader: RequestReader) throws(MemberRefusal) -> OfferedStream {
        var kinds: Set<MediaKind> = []
        if try reader.flag("isAudio") { kinds.insert(.audio) }
        // A screen is a picture in another role: one of them, not both.
        if try reader.flag("isScreen") {
            kinds.insert(.screen)
        } else if try reader.flag("isVideo") {
            kinds.insert(.video)
        }
        guard !kinds.isEmpty else { throw reader.bad("isVideo") }
        guard let mids = try reader.texts("mids", limit: kinds.count), mids.count == kinds.count,
            mids.allSatisfy({ RequestReader.isToken($0) })
        else { throw reader.bad("mids") }
        return OfferedStream(
            id: try reader.streamid(), mids: mids, kinds: kinds, muted: try reader.tracks("muted"),
            label: try reader.text("label", limit: Limits.streamLabel), audience: try reader.audience())
    }

    private static func streamAsk(_ reader: RequestReader) throws(MemberRefusal) -> StreamAsk {
        guard let action = try reader.word("action", StreamAsk.Action.self) else {
            throw reader.bad("action")
        }
        var ask = StreamAsk(action: action)
        _ = try reader.session("session")
        ask.session = reader.object["session"]
        ask.userid = try reader.optionalName("userid")
        if action != .publish, reader.object["streamid"] != nil || ask.userid == nil {
            ask.streamid = try reader.streamid()
        }
        return ask
    }

    private static func streamForward(_ reader: RequestReader) throws(MemberRefusal) -> StreamForward {
        guard let ticket = try reader.text("ticket") else { throw reader.bad("ticket") }
        var forward = StreamForward(ticket: ticket)
        if reader.object["streamid"] != nil { forward.streamid = try reader.streamid() }
        forward.kinds = try reader.kinds("kinds")
        forward.label = try reader.text("label", limit: Limits.streamLabel)
        forward.audience = try reader.audience()
        forward.persists = try reader.flag("persist")
        return forward
    }

    private static func streamWish(_ reader: RequestReader) throws(MemberRefusal) -> StreamWish {
        var wish = StreamWish()
        if try reader.text("default") == MemberProgramme.streamid {
            wish.from = .none
            wish.followsProgramme = true
        } else {
            wish.from = try reader.word("default") ?? .all
        }
        wish.kinds = try reader.kinds("kinds") ?? wish.kinds
        guard let streams = reader.object["streams"] else { return wish }
        guard let object = streams.object, object.fields.count <= Limits.streamWishes else {
            throw reader.bad("streams")
        }
        for field in object.fields {
            wish.streams[field.name] = try RequestReader(object: object).tracks(field.name)
        }
        return wish
    }

    private static func programme(_ reader: RequestReader) throws(MemberRefusal) -> ProgrammeCard {
        ProgrammeCard(
            streamid: reader.object["streamid"] == nil ? nil : try reader.streamid(),
            standby: try reader.texts("standby", limit: Limits.standbys) ?? [])
    }

    private static func streamHold(_ reader: RequestReader) throws(MemberRefusal) -> StreamHold {
        guard let on = try reader.optionalFlag("on") else { throw reader.bad("on") }
        return StreamHold(
            userid: try reader.optionalName("userid"), tracks: try reader.word("kind") ?? .both, isOn: on)
    }

    private static func bandwidth(_ reader: RequestReader) throws(MemberRefusal) -> BandwidthLimits {
        func limit(_ kind: String) throws(MemberRefusal) -> Int? {
            let limit = try reader.number(kind, in: 0...Limits.bandwidth)
            return limit == 0 ? nil : limit
        }
        return BandwidthLimits(
            audio: try limit("audio"), video: try limit("video"), screen: try limit("screen"))
    }
}

extension RequestReader {
    /// A stream's name: a `msid-id` (RFC 8830 §2), 1 to 64 characters of a token.
    fileprivate func streamid() throws(MemberRefusal) -> String {
        guard let text = try text("streamid", limit: Limits.streamID), Self.isToken(text) else {
            throw bad("streamid")
        }
        return text
    }

    fileprivate static func isToken(_ text: String) -> Bool {
        let others = "!#$%&'*+-.^_`{|}~".utf8
        return !text.isEmpty && text.utf8.count <= Limits.streamID
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: others.contains(byte)
                }
            }
    }

    /// Tracks, as `{"audio": true}`: sound and picture, whichever it is.
    fileprivate func tracks(_ name: String) throws(MemberRefusal) -> Set<MediaKind> {
        Set((try kinds(name) ?? []).subtracting([.data]).map(\.track))
    }

    fileprivate func audience() throws(MemberRefusal) -> Set<String>? {
        try texts("audience", limit: Limits.streamAudience).map { Set($0) }
    }

    fileprivate func revision() throws(MemberRefusal) -> Int {
        guard let revision = try number("rev", in: 1...Int(Int32.max)) else { throw bad("rev") }
        return revision
    }

    fileprivate func sdp() throws(MemberRefusal) -> [UInt8] {
        guard let sdp = try text("sdp", limit: Limits.memberSDP) else { throw bad("sdp") }
        return Array(sdp.utf8)
    }
}
