// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP

/// One stream that a viewer was promised, and what became of it.
struct ViewerStream {
    /// The name of its section.
    let mid: String
    /// The media stream that it belongs to (RFC 8830); empty if the description doesn't say.
    let streamID: String
    let payloadType: UInt8
    /// Of its retransmissions (RFC 4588), if both sides have them.
    let repairPayloadType: UInt8?
    let repairSSRC: UInt32?
    let isVideo: Bool
    let stampOffset: Int
    /// As promised, else as first seen.
    var ssrc: UInt32?
    var count = ReceiveCount()
    var window = ReceiveWindow()
    var freezes: FreezeDetector?
    /// What it asks for; nil if it loses nothing on purpose.
    var nacks: NACKLog?

    /// Nil for a section without a codec.
    init?(_ section: MediaSection, _ scenario: Scenario) {
        guard section.accepted, let codec = section.codecs.first else { return nil }
        mid = section.mid
        streamID = section.msid.map { String($0.prefix { $0 != " " }) } ?? ""
        payloadType = codec.payloadType
        repairSSRC = section.rtxSSRCs.first?.rtx
        repairPayloadType = codec.rtxPayloadType
        ssrc = section.ssrcs.first
        isVideo = section.kind == .video
        stampOffset = isVideo ? PayloadStamp.videoOffset : PayloadStamp.audioOffset
        if isVideo == scenario.hasVideo {
            let audioFrames = 50
            freezes = FreezeDetector(framesPerSecond: isVideo ? scenario.framesPerSecond : audioFrames)
        }
        // Loss shows what resending does; where there is none, it would pass for the server's.
        if scenario.loss > 0, codec.nack, codec.rtxPayloadType != nil { nacks = NACKLog() }
    }

    /// Whether `other`, of a later description, is this stream: what is already known of it goes on.
    func isSame(as other: ViewerStream) -> Bool {
        mid == other.mid && streamID == other.streamID && payloadType == other.payloadType
            && (other.ssrc == nil || other.ssrc == ssrc)
    }

    /// Whether a packet is of this stream. Streams of several broadcasters share their payload types.
    func carries(_ header: ClearHeader) -> Bool {
        header.payloadType == payloadType && (ssrc == nil || ssrc == header.ssrc)
    }

    /// Whether a packet repeats one of this stream (RFC 4588).
    func repeats(_ header: ClearHeader) -> Bool {
        header.payloadType == repairPayloadType && (repairSSRC == nil || repairSSRC == header.ssrc)
    }

    /// Notes a packet, and tells whether it is the first of its number and whether it was asked for.
    mutating func note(
        _ number: UInt16, _ timestamp: UInt32, _ now: MonotonicTime
    ) -> (isNew: Bool, wasAsked: Bool) {
        window.note(now)
        switch count.note(number) {
        case .ahead(let missing):
            nacks?.miss(missing, now)
            freezes?.note(timestamp, now)
            return (true, false)
        case .late(let number):
            let wasAsked = nacks?.fill(number) ?? false
            if !wasAsked { count.noteReordered() }
            return (true, wasAsked)
        case .duplicate:
            return (false, false)
        }
    }
}
