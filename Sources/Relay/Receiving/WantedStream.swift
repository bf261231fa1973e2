// SPDX-License-Identifier: Apache-2.0

import SDP

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
    /// Whether its sound is held back for now: agreed on, and not sent.
    public var pausedAudio: Bool
    /// Whether its picture is held back for now; it goes on with a keyframe.
    public var pausedVideo: Bool

    /// A broadcast under a name.
    public init(
        _ key: BroadcastKey,
        id: String,
        audio: Bool = true,
        video: Bool = true,
        pausedAudio: Bool = false,
        pausedVideo: Bool = false
    ) {
        self.key = key
        self.id = id
        self.audio = audio
        self.video = video
        self.pausedAudio = pausedAudio
        self.pausedVideo = pausedVideo
    }

    /// Whether its sound or its picture is held back for now.
    func isPaused(_ kind: SDPMediaKind) -> Bool { kind == .audio ? pausedAudio : pausedVideo }
}
