// SPDX-License-Identifier: Apache-2.0

public import RTP

/// What another broadcast must know of this one to show it.
extension Broadcast {
    /// The track of that kind that somebody publishes now; nil if there is none.
    public func published(_ kind: MediaKind) -> Track? {
        publication?.tracks.first { $0.kind == kind }
    }

    /// Of what kind the track is that a packet belongs to, or is a retransmission for, once it was taken in; nil if it belongs
    /// to none.
    public func kind(of packet: Span<UInt8>) -> MediaKind? {
        guard let publication, let header = try? RTPHeader(packet),
            let index = publication.demultiplexer.track(of: header.ssrc)
        else { return nil }
        return publication.tracks[index].kind
    }
}

extension Track {
    /// Packets that were taken in so far.
    public var packetCount: UInt64 { layer.packets }

    /// The number of the newest packet if a keyframe begins with it: a decoder can begin with what comes from it on.
    /// Nil after the next packet.
    public var freshKeyframe: Int64? {
        guard let keyframe = layer.keyframe, keyframe.number == layer.highestNumber else { return nil }
        return keyframe.number
    }
}
