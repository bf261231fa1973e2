// SPDX-License-Identifier: Apache-2.0

/// A broadcast that a session publishes, and where it stands in the session's offer.
public struct PublishedStream: Hashable, Sendable {
    /// The broadcast.
    public var broadcast: BroadcastID
    /// The `mid` of each of its m-lines: at most one of audio and one of video, and none of another stream.
    public var mids: [String]
    /// The bits per second that its sound may have; nil: as many as it likes …
    public var audioBound: Int?
    /// … and its picture.
    public var videoBound: Int?

    /// A broadcast in these m-lines.
    public init(_ broadcast: BroadcastID, mids: [String], audioBound: Int? = nil, videoBound: Int? = nil) {
        self.broadcast = broadcast
        self.mids = mids
        self.audioBound = audioBound
        self.videoBound = videoBound
    }
}
