// SPDX-License-Identifier: Apache-2.0

/// Gives each different codec of offers of ours its payload type, once and for all of a connection.
///
/// In a bundle a payload type means the same in all sections (RFC 8843 §9.1), so equal codecs share one; and what it
/// meant it goes on to mean (RFC 3264 §8.3.2). A codec's usual type is its own as long as others are left, so that
/// most viewers know a codec by the same numbers.
struct PayloadTypeAllocator: Equatable {
    private let capabilities: Capabilities
    private var assigned: [NegotiatedCodec] = []
    /// Dynamic types, those that some codec usually has at the end.
    private var free: [UInt8]

    init(_ capabilities: Capabilities) {
        self.capabilities = capabilities
        let usual = capabilities.codecs.flatMap(\.usualPayloadTypes)
        // RFC 3551 §6 and RFC 8829 §5.2.1: the dynamic range, then what RTCP leaves free below it.
        let types: [UInt8] = Array(96...127) + Array(35...63)
        free = types.filter { !usual.contains($0) } + types.filter { usual.contains($0) }
    }

    /// The codec to offer for a track; nil when the payload types are used up.
    mutating func codec(for track: TrackDescription) -> NegotiatedCodec? {
        if let same = assigned.first(where: { $0.isCodec(of: track) && $0.parameters == track.parameters }) {
            return same
        }
        let known = known(track)
        guard let type = take(known?.payloadType) else { return nil }
        var codec = NegotiatedCodec(
            name: track.codec, clockRate: track.clockRate, channels: track.channels, payloadType: type,
            parameters: track.parameters)
        codec.transportCC = true
        if track.kind == .video {
            codec.nack = true
            codec.pli = true
            codec.fir = true
            let beside = type == known?.payloadType ? known?.retransmissionType : nil
            codec.rtxPayloadType = capabilities.rtx ? take(beside) : nil
        }
        assigned.append(codec)
        return codec
    }

    /// A codec that was given its payload type before and carries the track too, if with other parameters.
    func closest(to track: TrackDescription) -> NegotiatedCodec? {
        let profile = CodecProfile(track.codec, track.parameters)
        return assigned.first { codec in
            codec.isCodec(of: track)
                && profile.rank(in: CodecProfile(codec.name, codec.parameters)) != nil
        }
    }

    private func known(_ track: TrackDescription) -> Capabilities.Codec? {
        let mapping = RTPMap(track.codec, clockRate: track.clockRate, channels: track.channels)
        return capabilities.codec(mapping, track.kind)
    }

    /// The wished type if it is static or free, else the next that is free.
    private mutating func take(_ wish: UInt8?) -> UInt8? {
        if let wish, wish < 35 { return wish }
        if let index = free.firstIndex(where: { $0 == wish }) { return free.remove(at: index) }
        return free.isEmpty ? nil : free.removeFirst()
    }
}

extension Capabilities.Codec {
    /// The payload type that retransmissions of the usual type usually have; nil for sound and static types.
    fileprivate var retransmissionType: UInt8? {
        kind == .video && (96..<127).contains(payloadType) ? payloadType + 1 : nil
    }

    /// What nobody else should have without need.
    fileprivate var usualPayloadTypes: [UInt8] {
        [payloadType] + (retransmissionType.map { [$0] } ?? [])
    }
}

extension NegotiatedCodec {
    /// Whether this is the codec of the track, in whatever profile.
    fileprivate func isCodec(of track: TrackDescription) -> Bool {
        name.matches(track.codec) && clockRate == track.clockRate && channels == track.channels
    }
}
