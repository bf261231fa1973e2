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
    /// Whether its sound is held back for now: its m-line stays agreed, and nothing is sent in it.
    public var pausedAudio: Bool
    /// Whether its picture is held back for now. When that ends, it goes on with a keyframe, which is asked for.
    public var pausedVideo: Bool

    /// A broadcast under a name.
    public init(
        _ broadcast: BroadcastID,
        id: String,
        audio: Bool = true,
        video: Bool = true,
        pausedAudio: Bool = false,
        pausedVideo: Bool = false
    ) {
        self.broadcast = broadcast
        self.id = id
        self.audio = audio
        self.video = video
        self.pausedAudio = pausedAudio
        self.pausedVideo = pausedVideo
    }
}
