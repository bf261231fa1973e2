// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import Forwarding

@Suite struct PacketCacheTests {
    func packet(_ number: Int64, payload: Range<Int>, descriptor: Range<Int> = 0..<0) -> MediaPacket {
        var packet = MediaPacket.none
        packet.number = number
        packet.payload = payload
        packet.extensions.dependencyDescriptor = descriptor
        return packet
    }

    @Test func `what is stored is found with its bytes`() throws {
        var cache = PacketCache(capacity: 4)
        let bytes = [UInt8](0..<20)
        cache.store(packet(6, payload: 10..<15, descriptor: 2..<4), from: bytes.span)
        let found = try #require(cache.packet(6))
        #expect(Array(cache.bytes[found.payload]) == [10, 11, 12, 13, 14])
        #expect(Array(cache.bytes[found.extensions.dependencyDescriptor]) == [2, 3])
        #expect(cache.packet(2) == nil)
        #expect(cache.packet(10) == nil)
    }

    @Test func `a newer packet takes the place, an older one does not`() {
        var cache = PacketCache(capacity: 4)
        let bytes = [UInt8](0..<20)
        cache.store(packet(6, payload: 0..<1), from: bytes.span)
        cache.store(packet(10, payload: 1..<2), from: bytes.span)
        #expect(cache.packet(6) == nil)
        cache.store(packet(6, payload: 0..<1), from: bytes.span)
        #expect(cache.packet(6) == nil)
        #expect(cache.packet(10) != nil)
    }

    @Test func `the slab never grows`() {
        var cache = PacketCache(capacity: 8)
        let bytes = [UInt8](repeating: 7, count: Limits.packetBytes)
        for number in -20..<1_000 as Range<Int64> {
            cache.store(packet(number, payload: 0..<Limits.packetBytes), from: bytes.span)
        }
        #expect(cache.bytes.count == 8 * Limits.packetBytes)
        #expect((992..<1_000).allSatisfy { cache.packet($0) != nil })
    }
}
