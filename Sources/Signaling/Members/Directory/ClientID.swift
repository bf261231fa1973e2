// SPDX-License-Identifier: Apache-2.0

/// A client's number in the directory; never used twice.
struct ClientID: Hashable, Sendable, Comparable {
    let number: UInt64

    static func < (left: ClientID, right: ClientID) -> Bool { left.number < right.number }
}

/// A connection's number, given by its socket.
struct ConnectionID: Hashable, Sendable {
    let number: UInt64
}

/// A room's name: ids are unique in their channel only.
struct RoomKey: Hashable, Sendable {
    let channel: String
    let sessionid: String
}
