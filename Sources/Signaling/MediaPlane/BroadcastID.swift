// SPDX-License-Identifier: Apache-2.0

/// A broadcast's full name: the room and the name in it.
///
/// Both parts are checked where they enter (``Name``): `[A-Za-z0-9._-]{1,128}`, and neither `.` nor `..`.
public struct BroadcastID: Hashable, Sendable {
    /// The room's name.
    public var room: String
    /// The broadcast's name, unique in its room.
    public var name: String

    /// The broadcast `name` of `room`.
    public init(room: String, name: String) {
        self.room = room
        self.name = name
    }
}
