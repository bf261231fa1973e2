// SPDX-License-Identifier: Apache-2.0

import RTP

/// The last packets of one layer, shared by all its subscriptions: for resends and for replays.
///
/// One slab, allocated once; a packet lies at its number modulo the capacity, and the newest one there stays.
struct PacketCache {
    /// Packets that fit: a power of two.
    let capacity: Int
    /// The slab: ``Limits/packetBytes`` a place, in which the ranges of a cached packet lie.
    private(set) var bytes: [UInt8]
    private var packets: [MediaPacket]

    /// An empty cache for `capacity` packets, a power of two.
    init(capacity: Int) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity is a power of two")
        self.capacity = capacity
        bytes = [UInt8](repeating: 0, count: capacity * Limits.packetBytes)
        packets = [MediaPacket](repeating: .none, count: capacity)
    }

    /// The packet `number`, whose ranges lie in ``bytes``; nil if it was overwritten or never came.
    func packet(_ number: Int64) -> MediaPacket? {
        let packet = packets[place(number)]
        return packet.number == number ? packet : nil
    }

    /// Remembers `packet`, whose ranges lie in `source` and together fit a place, in place of an older one; the packet
    /// with its ranges in ``bytes``, or nil if a newer one has the place.
    @discardableResult
    mutating func store(_ packet: MediaPacket, from source: Span<UInt8>) -> MediaPacket? {
        let place = place(packet.number)
        guard packets[place].number < packet.number else { return nil }
        let start = place * Limits.packetBytes
        let descriptor = packet.extensions.dependencyDescriptor
        var stored = packet
        stored.extensions.dependencyDescriptor = start..<start + descriptor.count
        stored.payload = start + descriptor.count..<start + descriptor.count + packet.payload.count
        precondition(
            stored.payload.upperBound <= start + Limits.packetBytes, "a cached packet fits its place")
        copy(source.extracting(descriptor), to: start)
        copy(source.extracting(packet.payload), to: stored.payload.lowerBound)
        packets[place] = stored
        return stored
    }

    private mutating func copy(_ source: Span<UInt8>, to start: Int) {
        var target = bytes.mutableSpan
        for index in source.indices { target[start + index] = source[index] }
    }

    private func place(_ number: Int64) -> Int {
        Int(truncatingIfNeeded: number) & (capacity - 1)
    }
}
