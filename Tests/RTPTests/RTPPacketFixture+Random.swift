// SPDX-License-Identifier: Apache-2.0

import TestSupport

extension RTPPacketFixture {
    /// A valid packet with random fields, up to four extension elements with distinct ids, payload and padding.
    static func random(using random: inout SeededRandom) -> RTPPacketFixture {
        var packet = RTPPacketFixture()
        packet.marker = random.chance(percent: 50)
        packet.payloadType = UInt8.random(in: 0...127, using: &random)
        packet.sequenceNumber = UInt16.random(in: 0...UInt16.max, using: &random)
        packet.timestamp = UInt32.random(in: 0...UInt32.max, using: &random)
        packet.ssrc = UInt32.random(in: 0...UInt32.max, using: &random)
        packet.csrcs = (0..<Int.random(in: 0...3, using: &random)).map { UInt32($0) }
        packet.twoByteExtensions = random.chance(percent: 50)
        let ids = (1...14).shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
        packet.extensions = ids.map { id in
            let sizes = packet.twoByteExtensions ? 0...40 : 1...16
            return (UInt8(id), random.bytes(Int.random(in: sizes, using: &random)))
        }
        packet.payload = random.bytes(Int.random(in: 0...60, using: &random))
        packet.paddingCount = random.chance(percent: 30) ? UInt8.random(in: 1...20, using: &random) : 0
        return packet
    }
}
