// SPDX-License-Identifier: Apache-2.0

/// What we announce to send in one section of an answer or offer of ours.
public struct SendingTrack: Equatable, Sendable {
    /// ``MediaSection/index`` of the section.
    public var section: Int
    /// The stream.
    public var ssrc: UInt32
    /// Its retransmissions; written only where the section agreed on RTX.
    public var rtxSSRC: UInt32?
    /// The canonical name (RFC 3550 §6.5.1); equal for tracks to be played in sync.
    public var cname: String
    /// The media stream that the track belongs to (RFC 8830): the broadcast.
    public var streamID: String
    /// The track's own id in it.
    public var trackID: String

    /// A track in a section.
    public init(
        section: Int, ssrc: UInt32, rtxSSRC: UInt32?, cname: String, streamID: String, trackID: String
    ) {
        self.section = section
        self.ssrc = ssrc
        self.rtxSSRC = rtxSSRC
        self.cname = cname
        self.streamID = streamID
        self.trackID = trackID
    }
}
