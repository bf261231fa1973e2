// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import SDP

extension Feed {
    /// The feeds of a subscriber's accepted sections, sent as `announced` says where that names the section.
    static func feeds(
        _ plan: MediaPlan,
        _ selection: TrackSelection,
        announced: [SendingTrack] = []
    ) -> [Feed] {
        plan.accepted.prefix(Limits.subscriptionsPerSubscriber).compactMap { section in
            guard let track = section.trackIndex, let codec = section.codecs.first,
                selection.sources.indices.contains(track)
            else { return nil }
            let source = selection.sources[track]
            let sending =
                announced.first { $0.section == section.index }
                ?? SendingTrack(section: section.index, kind: section.kind, of: source)
            return Feed(source: source, configuration: .init(section, codec, sending), sending: sending)
        }
    }
}

extension SendingTrack {
    /// A new stream under names of its own: random SSRCs (RFC 3550 §8.1), and the broadcast as stream and
    /// canonical name, so that a player keeps its tracks in sync.
    init(section: Int, kind: SDPMediaKind?, of source: TrackSelection.Source) {
        let stream = String(source.hosted.key.name.prefix(Limits.msidCharacters))
        self.init(
            section: section,
            ssrc: .random(in: 1...UInt32.max),
            rtxSSRC: .random(in: 1...UInt32.max),
            cname: stream,
            streamID: stream,
            trackID: "\(kind?.rawValue ?? "track")-\(section)"
        )
    }
}

extension SubscriptionConfiguration {
    /// Numbers start at random (RFC 3550 §5.1), the sequence low, so that it does not wrap within the first
    /// packets and leave the receiver guessing its roll-over counter (RFC 3711 §3.3.1).
    init(_ section: MediaSection, _ codec: NegotiatedCodec, _ sending: SendingTrack) {
        self.init(
            ssrc: sending.ssrc,
            rtxSSRC: codec.rtxPayloadType == nil ? nil : sending.rtxSSRC,
            payloadType: codec.payloadType,
            rtxPayloadType: codec.rtxPayloadType,
            codec: CodecKind(encodingName: codec.name),
            mid: section.mid,
            nack: codec.nack,
            firstSequence: .random(in: 1...0x3FFF),
            firstRTXSequence: .random(in: 1...0x3FFF),
            firstTimestamp: .random(in: 0...UInt32.max),
            cname: sending.cname
        )
    }
}
