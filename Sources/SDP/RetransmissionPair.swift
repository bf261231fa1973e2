// SPDX-License-Identifier: Apache-2.0

/// A stream and the stream that carries its retransmissions (`a=ssrc-group:FID`, RFC 5576 §4.2).
public struct RetransmissionPair: Equatable, Sendable {
    /// The stream that is sent.
    public var media: UInt32
    /// The stream that repeats its lost packets (RFC 4588).
    public var rtx: UInt32

    /// A pair.
    public init(media: UInt32, rtx: UInt32) {
        self.media = media
        self.rtx = rtx
    }
}
