// SPDX-License-Identifier: Apache-2.0

import RTP

/// Tells from which track of a publication a packet is (RFC 8843 §9.2): by SSRC, then by mid, then by payload type.
///
/// Learns SSRCs as they come. A track has one at a time: another takes it only once the first is silent, or if it bears
/// the name of the same encoding (rid, RFC 8852).
struct Demultiplexer {
    /// Where a packet goes.
    enum Route: Equatable {
        /// To the track at this index; `isNew` if its SSRC has just taken the track.
        case media(Int, isNew: Bool)
        /// To the track at this index, as a retransmission.
        case retransmission(Int)
        case dropped(DropReason)
    }

    private struct Input {
        let configuration: TrackConfiguration
        var media: UInt32?
        var rtx: UInt32?
        /// The name of the encoding that its media is; nil if none was given.
        var rid: [UInt8]?
        /// When its media came last.
        var lastMedia: MonotonicTime

        /// Goes on with the sources of `before`, unless others are announced now.
        mutating func resume(_ before: Input) {
            rtx = before.rtx
            guard let media = before.media else { return }
            guard configuration.ssrcs.isEmpty || configuration.ssrcs.contains(media) else { return }
            self.media = media
            rid = before.rid
            lastMedia = before.lastMedia
        }
    }

    private struct Retired {
        var ssrc: UInt32
        var until: MonotonicTime
    }

    /// As many as the publication has tracks.
    private var inputs: [Input]
    /// SSRCs of earlier sources, newest last; at most ``Limits/retiredSources``.
    private var retired: [Retired] = []

    /// A demultiplexer for these tracks that recognises the stragglers of `previous`.
    init(_ configurations: [TrackConfiguration], after previous: Demultiplexer?, now: MonotonicTime) {
        inputs = configurations.map { Input(configuration: $0, lastMedia: now) }
        guard let previous else { return }
        retired = previous.retired
        for input in previous.inputs {
            if let media = input.media { retire(media, now: now) }
            if let rtx = input.rtx { retire(rtx, now: now) }
        }
    }

    /// Is for these tracks from now on. Those that it was for before keep their sources: `kept` says which, by their
    /// index then.
    mutating func revise(_ configurations: [TrackConfiguration], keeping kept: [Int?], now: MonotonicTime) {
        let before = inputs
        inputs = configurations.map { Input(configuration: $0, lastMedia: now) }
        for (index, old) in zip(inputs.indices, kept) {
            guard let old else { continue }
            inputs[index].resume(before[old])
            if let media = before[old].media, inputs[index].media == nil { retire(media, now: now) }
        }
        for index in before.indices where !kept.contains(index) {
            if let media = before[index].media { retire(media, now: now) }
            if let rtx = before[index].rtx { retire(rtx, now: now) }
        }
    }

    /// Whether the track at `index` goes on undisturbed if its agreements become these.
    func continues(_ index: Int, as configuration: TrackConfiguration) -> Bool {
        let old = inputs[index].configuration
        return old.mid == configuration.mid && old.codec == configuration.codec
            && old.payloadType == configuration.payloadType && old.clockRate == configuration.clockRate
    }

    /// Where the packet with this header goes.
    mutating func route(_ header: RTPHeader, of packet: Span<UInt8>, now: MonotonicTime) -> Route {
        for index in inputs.indices {
            if inputs[index].media == header.ssrc {
                inputs[index].lastMedia = now
                return .media(index, isNew: false)
            }
            if inputs[index].rtx == header.ssrc { return .retransmission(index) }
        }
        return learn(header, of: packet, now: now)
    }

    /// The track whose media SSRC this is.
    func index(of ssrc: UInt32) -> Int? {
        inputs.firstIndex { $0.media == ssrc }
    }

    /// The track whose media SSRC this is, or that of its retransmissions.
    func track(of ssrc: UInt32) -> Int? {
        inputs.firstIndex { $0.media == ssrc || $0.rtx == ssrc }
    }

    /// The tracks' configurations, with the SSRCs that were learnt since.
    var learned: [TrackConfiguration] {
        inputs.map { input in
            var configuration = input.configuration
            guard let media = input.media else { return configuration }
            configuration.ssrcs = [media]
            if let rtx = input.rtx { configuration.rtxSSRCs = [.init(media: media, rtx: rtx)] }
            return configuration
        }
    }

    /// The source with this SSRC said goodbye (RFC 3550 §6.6): another may take its track at once.
    mutating func release(_ ssrc: UInt32) {
        guard let index = index(of: ssrc) else { return }
        inputs[index].lastMedia = MonotonicTime(nanoseconds: .min / 2)
    }

    private mutating func learn(_ header: RTPHeader, of packet: Span<UInt8>, now: MonotonicTime) -> Route {
        if let route = announcedRoute(header, now: now) { return route }
        if retired.contains(where: { $0.ssrc == header.ssrc && now < $0.until }) {
            return .dropped(.olderGeneration)
        }
        guard let index = index(byMidOf: header, of: packet) ?? index(byPayloadType: header.payloadType)
        else {
            return .dropped(.unknownSource)
        }
        let names = SourceNames(packet, header: header, map: inputs[index].configuration.extensions)
        if let repaired = names.repairedRid {
            guard repaired == inputs[index].rid else { return .dropped(.otherEncoding) }
            return takeRetransmissions(index, header.ssrc)
        }
        if header.payloadType == inputs[index].configuration.rtxPayloadType {
            return takeRetransmissions(index, header.ssrc)
        }
        return take(index, header.ssrc, rid: names.rid, now: now)
    }

    private mutating func announcedRoute(_ header: RTPHeader, now: MonotonicTime) -> Route? {
        for index in inputs.indices {
            let configuration = inputs[index].configuration
            if configuration.rtxSSRCs.contains(where: { $0.rtx == header.ssrc }) {
                return takeRetransmissions(index, header.ssrc)
            }
            if configuration.ssrcs.contains(header.ssrc) {
                return take(index, header.ssrc, rid: nil, now: now)
            }
        }
        return nil
    }

    private func index(byMidOf header: RTPHeader, of packet: Span<UInt8>) -> Int? {
        inputs.firstIndex { input in
            let names = SourceNames(packet, header: header, map: input.configuration.extensions)
            return names.mid.map { $0.elementsEqual(input.configuration.mid.utf8) } ?? false
        }
    }

    private func index(byPayloadType payloadType: UInt8) -> Int? {
        inputs.firstIndex {
            $0.configuration.payloadType == payloadType || $0.configuration.rtxPayloadType == payloadType
        }
    }

    private mutating func take(_ index: Int, _ ssrc: UInt32, rid: [UInt8]?, now: MonotonicTime) -> Route {
        if let media = inputs[index].media {
            // The same encoding under another number: its sender began anew.
            let isSame = rid != nil && rid == inputs[index].rid
            let freed = inputs[index].lastMedia.advanced(milliseconds: Limits.takeoverMilliseconds)
            guard isSame || now >= freed else { return .dropped(.competingSource) }
            retire(media, now: now)
        }
        inputs[index].rid = rid
        inputs[index].media = ssrc
        inputs[index].lastMedia = now
        return .media(index, isNew: true)
    }

    private mutating func takeRetransmissions(_ index: Int, _ ssrc: UInt32) -> Route {
        inputs[index].rtx = ssrc
        return .retransmission(index)
    }

    private mutating func retire(_ ssrc: UInt32, now: MonotonicTime) {
        retired.removeAll { $0.ssrc == ssrc }
        if retired.count == Limits.retiredSources { retired.removeFirst() }
        retired.append(
            Retired(ssrc: ssrc, until: now.advanced(milliseconds: Limits.retiredMilliseconds))
        )
    }
}
