// SPDX-License-Identifier: Apache-2.0

import RTP

/// One encoding of a track: what arrives of it, its packets' numbers, and the cache that all subscriptions share.
///
/// Outlives its sources; its numbers never go back. A track has one layer until simulcast is forwarded.
final class Layer {
    /// The highest number given so far.
    private(set) var highestNumber: Int64 = 0
    /// The newest keyframe of the present source.
    private(set) var keyframe: KeyframePoint?
    var cache: PacketCache
    var source: Source?

    private(set) var packets: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    private(set) var keyframes: UInt64 = 0
    private(set) var rate = RateMeter()
    private var pastLost: UInt64 = 0
    private var pastRecovered: UInt64 = 0
    private var pastAsked: UInt64 = 0

    /// A layer that remembers `cacheCapacity` packets.
    init(cacheCapacity: Int) {
        cache = PacketCache(capacity: cacheCapacity)
    }

    /// Packets that never came.
    var lost: UInt64 { pastLost &+ (source?.lost ?? 0) }
    /// Packets that came after they were asked for.
    var recovered: UInt64 { pastRecovered &+ (source?.recovered ?? 0) }
    /// Sequence numbers asked for.
    var asked: UInt64 { pastAsked &+ (source?.nacks.asked ?? 0) }

    /// Ends the present source, if any; the next packet begins another.
    func endSource() {
        pastLost = lost
        pastRecovered = recovered
        pastAsked = asked
        source = nil
        keyframe = nil
    }

    /// Places a packet of the present source; begins one with it if there is none.
    func place(
        _ header: RTPHeader, unfit: DropReason?, isRetransmission: Bool, configuration: TrackConfiguration,
        now: MonotonicTime
    ) -> Source.Placement {
        guard source != nil else {
            return begin(with: header, unfit: unfit, isRetransmission, configuration)
        }
        return source?.place(
            header.sequenceNumber, unfit: unfit, isRetransmission: isRetransmission, now: now
        ) ?? .dropped(.unknownSource)
    }

    /// Notes a packet that `place` gave a number: in the figures, and in the cache. The packet as it lies there; nil if
    /// it came so late that a newer one has its place.
    func note(_ packet: MediaPacket, from bytes: Span<UInt8>, isRetransmission: Bool) -> MediaPacket? {
        highestNumber = max(highestNumber, packet.number)
        packets &+= 1
        self.bytes &+= UInt64(bytes.count)
        rate.add(bytes.count, now: packet.arrival)
        if !isRetransmission {
            source?.noteTiming(packet.timestamp, arrival: packet.arrival, isNewest: packet.isNewest)
        }
        return cache.store(packet, from: bytes)
    }

    /// Notes that `packet` begins a keyframe; false if that keyframe is known or older than the known one.
    func noteKeyframe(_ packet: MediaPacket) -> Bool {
        if let known = keyframe {
            if known.timestamp == packet.timestamp {
                keyframe?.number = min(known.number, packet.number)
                return false
            }
            guard packet.number > known.number else { return false }
        }
        keyframe = KeyframePoint(number: packet.number, timestamp: packet.timestamp, arrival: packet.arrival)
        keyframes &+= 1
        return true
    }

    /// The packet that a joiner begins with, if the newest keyframe is young enough and wholly in the cache.
    func replayStart(now: MonotonicTime) -> MediaPacket? {
        guard let keyframe, now.milliseconds(since: keyframe.arrival) <= Limits.replayMilliseconds,
            highestNumber - keyframe.number < Int64(cache.capacity) * 3 / 4
        else { return nil }
        return cache.packet(keyframe.number)
    }

    private func begin(
        with header: RTPHeader, unfit: DropReason?, _ isRetransmission: Bool,
        _ configuration: TrackConfiguration
    ) -> Source.Placement {
        guard !isRetransmission else { return .dropped(.retransmissionWithoutMedia) }
        // Room below the first packet, for those that it overtook.
        let number = highestNumber + 1 + Limits.headroom
        source = Source(
            ssrc: header.ssrc, sequenceNumber: header.sequenceNumber, number: number, unfit: unfit != nil,
            configuration: configuration
        )
        return unfit.map { .dropped($0) } ?? .number(number)
    }
}
