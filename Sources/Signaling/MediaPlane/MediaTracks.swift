// SPDX-License-Identifier: Apache-2.0

/// Which tracks of a broadcast are meant.
public struct MediaTracks: Hashable, Sendable {
    /// Its sound.
    public var audio: Bool
    /// Its picture.
    public var video: Bool

    /// These tracks; by default none.
    public init(audio: Bool = false, video: Bool = false) {
        self.audio = audio
        self.video = video
    }

    /// Sound and picture.
    public static let both = MediaTracks(audio: true, video: true)

    /// Whether no track is meant.
    public var isEmpty: Bool { !audio && !video }
}
