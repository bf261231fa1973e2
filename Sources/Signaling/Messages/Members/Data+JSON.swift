// SPDX-License-Identifier: Apache-2.0

extension DataEvent {
    /// The event's `t`.
    var type: String {
        switch self {
        case .message: "data"
        case .fileOffered: "file.offered"
        case .fileGot: "file.got"
        case .fileDeclined: "file.declined"
        case .fileCancelled: "file.cancelled"
        }
    }

    /// Writes the event's fields.
    func write(into writer: inout JSONWriter) {
        switch self {
        case .message(let from, let parcel):
            writer.field("from", from)
            writer.field("data", parcel.data)
            writer.field("uuid", parcel.uuid)
            writer.field("retain", parcel.retain)
            writer.field("sentAt", parcel.sentAt)
        case .fileOffered(let card): card.write(into: &writer)
        case .fileGot(let uuid, let userid), .fileDeclined(let uuid, let userid):
            writer.field("uuid", uuid)
            writer.field("userid", userid)
        case .fileCancelled(let uuid, let from):
            writer.field("uuid", uuid)
            writer.field("from", from)
        }
    }
}

extension FileCard {
    /// Writes what members know of the file.
    func write(into writer: inout JSONWriter) {
        writer.field("from", from)
        writer.field("uuid", offer.uuid)
        writer.field("name", offer.name)
        writer.field("size", offer.size)
        writer.field("type", offer.type)
        writer.field("extra", offer.extra)
    }
}

extension RetainedCard {
    /// Writes the value and whose it is.
    func write(into writer: inout JSONWriter) {
        writer.field("from", from)
        writer.field("key", key)
        writer.field("data", data)
    }
}

/// The text messages of data that are no events.
enum DataMessage {
    /// `latest`, which takes the place of an older one.
    static func latest(_ key: String, from: String, _ parcel: Parcel) -> [UInt8] {
        var writer = JSONWriter()
        writer.field("t", "latest")
        writer.field("from", from)
        writer.field("key", key)
        writer.field("data", parcel.data)
        writer.field("uuid", parcel.uuid)
        writer.field("retain", parcel.retain)
        writer.field("sentAt", parcel.sentAt)
        return writer.object
    }

    /// `file.wanted`, to a file's sender.
    static func wanted(_ uuid: String, _ range: Range<Int>) -> [UInt8] {
        var writer = JSONWriter()
        writer.field("t", "file.wanted")
        writer.field("uuid", uuid)
        writer.field("offset", range.lowerBound)
        writer.field("count", range.count)
        return writer.object
    }
}

extension MemberRequest {
    /// Reads a request about data or files; nil if it is none.
    static func readData(_ type: String, _ reader: RequestReader) throws(MemberRefusal) -> DataRequest? {
        switch type {
        case "data.send": .send(try parcel(reader))
        case "file.offer": .offer(try fileOffer(reader))
        case "file.pull":
            .pull(
                uuid: try uuid(reader), offset: try number("offset", from: 0, reader),
                count: try number("count", from: 1, reader))
        case "file.done": .done(uuid: try uuid(reader))
        case "file.cancel": .cancel(uuid: try uuid(reader))
        case "room.preview": .preview(try Picture.jpeg(reader))
        default: nil
        }
    }

    private static func parcel(_ reader: RequestReader) throws(MemberRefusal) -> Parcel {
        // `null` is data as any other.
        guard let data = reader.object.fields.last(where: { $0.name == "data" })?.value else {
            throw reader.bad("data")
        }
        var parcel = Parcel(to: try reader.receivers(), data: data)
        parcel.uuid = try reader.dataName("uuid")
        parcel.latest = try reader.dataName("latest")
        parcel.retain = try reader.dataName("retain")
        parcel.sentAt = try reader.time("sentAt")
        return parcel
    }

    private static func fileOffer(_ reader: RequestReader) throws(MemberRefusal) -> FileOffer {
        guard let name = try reader.text("name", limit: Limits.fileTitle) else { throw reader.bad("name") }
        let extra = try reader.extra()
        guard extra?.bytes.count ?? 0 <= Limits.fileExtra else { throw reader.bad("extra") }
        return FileOffer(
            uuid: try uuid(reader), name: name, size: try number("size", from: 0, reader),
            type: try reader.text("type", limit: Limits.fileType) ?? "", to: try reader.receivers(),
            extra: extra)
    }

    private static func uuid(_ reader: RequestReader) throws(MemberRefusal) -> String {
        guard let uuid = try reader.dataName("uuid") else { throw reader.bad("uuid") }
        return uuid
    }

    private static func number(
        _ name: String, from least: Int, _ reader: RequestReader
    ) throws(MemberRefusal) -> Int {
        guard let number = try reader.number(name, in: least...Limits.fileSize) else {
            throw reader.bad(name)
        }
        return number
    }
}

extension RequestReader {
    /// Who is to receive it; nil: all.
    func receivers() throws(MemberRefusal) -> [String]? {
        try texts("to", limit: Limits.dataReceivers)
    }

    /// The name of a file, a message or a series.
    func dataName(_ name: String) throws(MemberRefusal) -> String? {
        guard let text = try text(name, limit: Limits.dataName) else { return nil }
        guard !text.isEmpty else { throw bad(name) }
        return text
    }

    /// A number that only its sender understands.
    func time(_ name: String) throws(MemberRefusal) -> JSONText? {
        guard let value = object[name] else { return nil }
        guard let first = value.bytes.first, value.bytes.count <= Limits.dataTime,
            first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { throw bad(name) }
        return value
    }
}
