// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// A packet that begins an AV1 keyframe: a sequence header OBU, and a dependency descriptor with a template structure.
func av1(ssrc: UInt32 = 0xA1, sequence: UInt16, descriptor: [UInt8]) -> [UInt8] {
    var packet = RTPPacketFixture(sequenceNumber: sequence, payload: [0x18, 0x0A, 0x01, 0x00])
    packet.ssrc = ssrc
    packet.twoByteExtensions = true
    packet.extensions = [(7, descriptor)]
    return packet.bytes
}
