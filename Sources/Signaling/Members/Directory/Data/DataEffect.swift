// SPDX-License-Identifier: Apache-2.0

/// Messages that are no events: not counted, and not told again after a lost socket.
enum DataEffect: Sendable {
    /// Send this to all of these, in place of an older one of the same slot that still waits.
    case latest(LatestSlot, from: String, Parcel, to: [ConnectionID])
    /// Send bytes to all of these; with a slot as above.
    case binary(LatestSlot?, from: String, BinaryParcel, to: [ConnectionID])
    /// Ask a file's sender for a part of it.
    case wanted(uuid: String, Range<Int>, of: ConnectionID)
    /// Send a part of a file to those who pulled it.
    case chunk(FileChunk, to: [ConnectionID])
    /// Forget the data that waits for a client: it is in the room no more.
    case clear(ConnectionID)
}

/// A series of which a reader that is too slow gets the newest only.
struct LatestSlot: Hashable, Sendable {
    let sender: ClientID
    let key: String
}
