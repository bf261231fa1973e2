// SPDX-License-Identifier: Apache-2.0

/// Gives each different codec of an offer of ours its payload type.
///
/// In a bundle a payload type means the same in all sections (RFC 8843 §9.1), so equal codecs share one.
struct PayloadTypeAllocator {
    private var assigned: [NegotiatedCodec] = []
    /// RFC 3551 §6 and RFC 8829 §5.2.1: the dynamic range, then what RTCP leaves free below it.
    private var free = Array((96...127).map { UInt8($0) } + (35...63).map { UInt8($0) })[...]

    /// The codec to offer for a track; nil when the payload types are used up.
    mutating func codec(for track: TrackDescription, _ capabilities: Capabilities) -> NegotiatedCodec? {
        if let same = assigned.first(where: { $0.isCodec(of: track) }) { return same }
        guard let type = payloadType(for: track, capabilities) else { return nil }
        var codec = NegotiatedCodec(
            name: track.codec, clockRate: track.clockRate, channels: track.channels, payloadType: type,
            parameters: track.parameters)
        codec.transportCC = true
        if track.kind == .video {
            codec.nack = true
            codec.pli = true
            codec.fir = true
            codec.rtxPayloadType = capabilities.rtx ? free.popFirst() : nil
        }
        assigned.append(codec)
        return codec
    }

    private mutating func payloadType(for track: TrackDescription, _ capabilities: Capabilities) -> UInt8? {
        let mapping = RTPMap(track.codec, clockRate: track.clockRate, channels: track.channels)
        let usual = capabilities.codec(mapping, track.kind)?.payloadType
        if let usual, usual < 35 { return usual }
        guard let usual, let index = free.firstIndex(of: usual) else { return free.popFirst() }
        return free.remove(at: index)
    }
}

extension NegotiatedCodec {
    fileprivate func isCodec(of track: TrackDescription) -> Bool {
        name.matches(track.codec) && clockRate == track.clockRate && channels == track.channels
            && parameters == track.parameters
    }
}
