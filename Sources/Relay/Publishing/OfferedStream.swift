// SPDX-License-Identifier: Apache-2.0

/// A broadcast that a publisher of several sends, and its place in the publisher's offer.
public struct OfferedStream: Hashable, Sendable {
    /// The broadcast.
    public var key: BroadcastKey
    /// The `mid` of each of its m-lines: at most one of audio and one of video.
    public var mids: [String]
    /// The bits per second that its sound may have; nil: as many as it likes …
    public var audioBound: UInt64?
    /// … and its picture.
    public var videoBound: UInt64?

    /// A broadcast in these m-lines.
    public init(_ key: BroadcastKey, mids: [String], audioBound: UInt64? = nil, videoBound: UInt64? = nil) {
        self.key = key
        self.mids = mids
        self.audioBound = audioBound
        self.videoBound = videoBound
    }
}
