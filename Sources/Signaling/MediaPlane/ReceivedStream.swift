// SPDX-License-Identifier: Apache-2.0

/// A broadcast that a session receives, and the name that it has there.
public struct ReceivedStream: Hashable, Sendable {
    /// The broadcast.
    public var broadcast: BroadcastID
    /// The `id` of the client's `MediaStream`: 1 to 64 characters of `A-Za-z0-9!#$%&'*+-.^_`{|}~` (RFC 8830 §2), no
    /// two alike in one session.
    public var id: String
    /// Whether its sound is wanted.
    public var audio: Bool
    /// Whether its picture is wanted.
    public var video: Bool

    /// A broadcast under a name.
    public init(_ broadcast: BroadcastID, id: String, audio: Bool = true, video: Bool = true) {
        self.broadcast = broadcast
        self.id = id
        self.audio = audio
        self.video = video
    }
}
