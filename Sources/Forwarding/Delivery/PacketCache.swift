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
    /// with its ranges in ``bytes``, or nil if a newer one has the place. Before its payload there is room for what
    /// its picture's identity writes anew.
    @discardableResult
    mutating func store(_ packet: MediaPacket, from source: Span<UInt8>) -> MediaPacket? {
        let place = place(packet.number)
        guard packets[place].number < packet.number else { return nil }
        let start = place * Limits.packetBytes
        let descriptor = packet.extensions.dependencyDescriptor
        var stored = packet
        stored.extensions.dependencyDescriptor = start..<start + descriptor.count
        let payload = start + descriptor.count + packet.picture.prefixCount
        stored.payload = payload..<payload + packet.payload.count
        precondition(
            stored.payload.upperBound <= start + Limits.packetBytes, "a cached packet fits its place")
        copy(source.extracting(descriptor), to: start)
        copy(source.extracting(packet.payload), to: stored.payload.lowerBound)
        packets[place] = stored
        return stored
    }

    /// Takes the slab out, to be written to and given back by ``restore(_:)``: so it is neither copied nor checked for
    /// exclusive access per packet and subscriber. Meanwhile nothing may be stored.
    mutating func lend() -> [UInt8] {
        var slab: [UInt8] = []
        swap(&slab, &bytes)
        return slab
    }

    /// Takes the slab back.
    mutating func restore(_ slab: consuming [UInt8]) {
        bytes = slab
    }

    private mutating func copy(_ source: Span<UInt8>, to start: Int) {
        var target = bytes.mutableSpan
        for index in source.indices { target[start + index] = source[index] }
    }

    private func place(_ number: Int64) -> Int {
        Int(truncatingIfNeeded: number) & (capacity - 1)
    }
}
