// SPDX-License-Identifier: Apache-2.0

/// What a client asks for in order to send data and files.
enum DataRequest: Sendable {
    case send(Parcel)
    case sendBinary(BinaryParcel)
    case offer(FileOffer)
    case pull(uuid: String, offset: Int, count: Int)
    /// Bytes of a file of the sender's, for which it was asked.
    case chunk(FileChunk)
    /// The client has all of a file.
    case done(uuid: String)
    /// Withdraws a file of one's own, or stops receiving another's.
    case cancel(uuid: String)
    /// A picture of the room, as JPEG; an empty one removes it.
    case preview([UInt8])
}

/// A JSON value for other members.
struct Parcel: Equatable, Sendable {
    /// The userids of those whom it is for; nil: all.
    var to: [String]?
    /// As the client spelled it; `null` too.
    var data: JSONText
    var uuid: String?
    /// Names a series of which only the newest matters.
    var latest: String?
    /// Names what is kept for those who come later.
    var retain: String?
    /// A time of the sender's own, for the receivers.
    var sentAt: JSONText?
}

/// Bytes for other members.
struct BinaryParcel: Sendable {
    var to: [String]?
    var uuid: String?
    var latest: String?
    var sentAt: JSONText?
    var payload: ArraySlice<UInt8>
}

/// What its sender says of a file.
struct FileOffer: Equatable, Sendable {
    var uuid: String
    var name: String
    /// Bytes.
    var size: Int
    /// Its media type.
    var type: String
    /// Whom it is for; nil: all.
    var to: [String]?
    var extra: JSONText?
}

/// A piece of a file.
struct FileChunk: Sendable {
    var uuid: String
    /// Where in the file it begins.
    var offset: Int
    var payload: ArraySlice<UInt8>
}
