// SPDX-License-Identifier: Apache-2.0

/// Names one broadcast: a room and a name within it. Both survive the publisher's coming and going.
public struct BroadcastKey: Hashable, Sendable {
    /// The room's name.
    public var room: String
    /// The broadcast's name, unique in its room.
    public var name: String

    /// Makes a key; the names were checked by the control plane.
    public init(room: String, name: String) {
        self.room = room
        self.name = name
    }
}

/// Names one peer, publisher or subscriber: the control plane's session id, opaque here.
public struct PeerID: Hashable, Sendable {
    /// The id's text; unique in the process.
    public let text: String

    /// The id's beginning: enough to find it in a log, and no key to the session, which the whole id is.
    var logged: Substring { text.prefix(6) }

    /// Wraps a session id of the control plane.
    public init(_ text: String) {
        self.text = text
    }
}
