// SPDX-License-Identifier: Apache-2.0

/// A track that a peer is to get, over offers of ours.
public struct WantedTrack<Source: Equatable> {
    /// What the caller knows the track by.
    public var source: Source
    /// The track as its publisher sends it.
    public var description: TrackDescription
    /// The media stream that it belongs to (RFC 8830 §2); see ``StreamID``.
    public var streamID: String

    /// A track of a stream.
    public init(_ source: Source, _ description: TrackDescription, streamID: String) {
        self.source = source
        self.description = description
        self.streamID = streamID
    }
}
