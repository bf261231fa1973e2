// SPDX-License-Identifier: Apache-2.0

/// A track as its publisher sends it, which is all that its subscribers can get.
public struct TrackDescription: Equatable, Sendable {
    /// Audio or video.
    public var kind: SDPMediaKind
    /// The codec's name, in any case.
    public var codec: String
    /// Ticks of the RTP clock per second.
    public var clockRate: UInt32
    /// Audio channels as in the rtpmap; 1 for video.
    public var channels: Int
    /// The publisher's `a=fmtp` text; empty for none.
    public var parameters: String
    /// The header extensions that the publisher sends.
    public var extensions: Set<String>

    /// A track.
    public init(
        kind: SDPMediaKind, codec: String, clockRate: UInt32, channels: Int = 1, parameters: String = "",
        extensions: Set<String> = []
    ) {
        self.kind = kind
        self.codec = codec
        self.clockRate = clockRate
        self.channels = channels
        self.parameters = parameters
        self.extensions = extensions
    }
}
