// SPDX-License-Identifier: Apache-2.0

/// A broadcast that a session publishes, and where it stands in the session's offer.
public struct PublishedStream: Hashable, Sendable {
    /// The broadcast.
    public var broadcast: BroadcastID
    /// The `mid` of each of its m-lines: at most one of audio and one of video, and none of another stream.
    public var mids: [String]

    /// A broadcast in these m-lines.
    public init(_ broadcast: BroadcastID, mids: [String]) {
        self.broadcast = broadcast
        self.mids = mids
    }
}
