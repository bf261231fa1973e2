// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("RTXUnwrapper, RFC 4588 §4") struct RTXUnwrapperTests {
    @Test func `the original's number leads the payload`() throws {
        var packet = RTPPacketFixture(
            sequenceNumber: 9, timestamp: 77, marker: true, payload: [0x12, 0x34, 5, 6])
        packet.paddingCount = 4
        let bytes = packet.bytes
        let header = try RTPHeader(bytes.span)
        let original = RTXUnwrapper.unwrap(header, of: bytes.span, mediaSSRC: 1, payloadType: 96)
        #expect(original?.sequenceNumber == 0x1234)
        #expect(original?.ssrc == 1)
        #expect(original?.payloadType == 96)
        #expect(original?.timestamp == 77)
        #expect(original?.marker == true)
        #expect(original.map { Array(bytes[$0.payloadRange]) } == [5, 6])
    }

    @Test("one without a number repeats nothing", arguments: [0, 1]) func padding(_ count: Int) throws {
        let bytes = RTPPacketFixture(sequenceNumber: 9, payload: [UInt8](repeating: 0, count: count)).bytes
        let header = try RTPHeader(bytes.span)
        #expect(RTXUnwrapper.unwrap(header, of: bytes.span, mediaSSRC: 1, payloadType: 96) == nil)
    }
}
