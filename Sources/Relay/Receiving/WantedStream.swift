// SPDX-License-Identifier: Apache-2.0

/// A broadcast that a receiver is to get, and the name that it has there.
public struct WantedStream: Hashable, Sendable {
    /// The broadcast.
    public var key: BroadcastKey
    /// The media stream's name in `a=msid`: 1 to 64 token characters (RFC 8830 §2), no two alike in one receiver.
    public var id: String
    /// Whether its sound is wanted.
    public var audio: Bool
    /// Whether its picture is wanted.
    public var video: Bool

    /// A broadcast under a name.
    public init(_ key: BroadcastKey, id: String, audio: Bool = true, video: Bool = true) {
        self.key = key
        self.id = id
        self.audio = audio
        self.video = video
    }
}
