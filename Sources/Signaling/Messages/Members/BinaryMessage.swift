// SPDX-License-Identifier: Apache-2.0

/// A binary message: bytes, and a JSON header that says what they are.
///
/// ```
///  0        1        2        3        4
/// |  kind  | flags 0|  header length  | header, JSON … | payload …
/// ```
enum BinaryMessage {
    /// What the payload is.
    enum Kind: UInt8, Sendable {
        case data = 1
        case fileChunk = 2
    }

    /// What stands before the payload of bytes from a member.
    static func head(from: String, _ parcel: BinaryParcel) -> [UInt8] {
        var header = JSONWriter()
        header.field("from", from)
        header.field("uuid", parcel.uuid)
        header.field("latest", parcel.latest)
        header.field("sentAt", parcel.sentAt)
        return head(.data, header.object)
    }

    /// What stands before the payload of a piece of a file.
    static func head(_ chunk: FileChunk) -> [UInt8] {
        var header = JSONWriter()
        header.field("uuid", chunk.uuid)
        header.field("offset", chunk.offset)
        return head(.fileChunk, header.object)
    }

    /// Reads a client's message.
    static func read(_ bytes: [UInt8]) throws(MemberRefusal) -> DataRequest {
        guard bytes.count >= 4 else { throw MemberRefusal(.badArgument, "shorter than its head") }
        guard let kind = Kind(rawValue: bytes[0]) else {
            throw MemberRefusal(.unknownType, "no such binary message", field: "kind")
        }
        let start = 4 + (Int(bytes[2]) << 8) + Int(bytes[3])
        guard bytes[1] == 0 else { throw MemberRefusal(.badArgument, "no flags are known", field: "flags") }
        guard start - 4 <= Limits.binaryHeader, start <= bytes.count,
            let object = JSONObject(Array(bytes[4..<start]))
        else { throw MemberRefusal(.badArgument, "the header is no JSON object", field: "header") }
        let reader = RequestReader(object: object)
        switch kind {
        case .data: return .sendBinary(try parcel(reader, bytes[start...]))
        case .fileChunk: return .chunk(try chunk(reader, bytes[start...]))
        }
    }

    private static func head(_ kind: Kind, _ header: [UInt8]) -> [UInt8] {
        [
            kind.rawValue, 0, UInt8(truncatingIfNeeded: header.count >> 8),
            UInt8(truncatingIfNeeded: header.count),
        ]
            + header
    }

    private static func parcel(
        _ reader: RequestReader, _ payload: ArraySlice<UInt8>
    ) throws(MemberRefusal) -> BinaryParcel {
        BinaryParcel(
            to: try reader.receivers(), uuid: try reader.dataName("uuid"),
            latest: try reader.dataName("latest"), sentAt: try reader.time("sentAt"), payload: payload)
    }

    private static func chunk(
        _ reader: RequestReader, _ payload: ArraySlice<UInt8>
    ) throws(MemberRefusal) -> FileChunk {
        guard let uuid = try reader.dataName("uuid") else { throw reader.bad("uuid") }
        guard let offset = try reader.number("offset", in: 0...Limits.fileSize) else {
            throw reader.bad("offset")
        }
        return FileChunk(uuid: uuid, offset: offset, payload: payload)
    }
}
