// SPDX-License-Identifier: Apache-2.0

/// What a broadcast's publisher may send of it at most, in bits per second; nil: as much as it likes.
public struct BitrateBounds: Hashable, Sendable {
    /// Of sound.
    public var audio: UInt64?
    /// Of pictures.
    public var video: UInt64?

    /// These bounds.
    public init(audio: UInt64? = nil, video: UInt64? = nil) {
        self.audio = audio
        self.video = video
    }

    /// Whether anything is bounded.
    public var isEmpty: Bool { audio == nil && video == nil }
}
