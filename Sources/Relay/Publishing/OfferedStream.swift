// SPDX-License-Identifier: Apache-2.0

/// A broadcast that a publisher of several sends, and its place in the publisher's offer.
public struct OfferedStream: Hashable, Sendable {
    /// The broadcast.
    public var key: BroadcastKey
    /// The `mid` of each of its m-lines: at most one of audio and one of video.
    public var mids: [String]

    /// A broadcast in these m-lines.
    public init(_ key: BroadcastKey, mids: [String]) {
        self.key = key
        self.mids = mids
    }
}
