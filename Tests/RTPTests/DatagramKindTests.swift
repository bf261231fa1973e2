// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("DatagramKind, RFC 7983 §7 and RFC 5761 §4") struct DatagramKindTests {
    @Test("by the first byte", arguments: 0...UInt8.max) func sorts(_ first: UInt8) {
        let expected: DatagramKind =
            switch first {
            case 0...3: .stun
            case 20...63: .dtls
            case 128...191: .rtp
            default: .unknown
            }
        #expect(parse([first, 96], DatagramKind.init) == expected)
    }

    @Test("RTCP by the second byte", arguments: 0...UInt8.max) func tellsRTCP(_ second: UInt8) {
        #expect(parse([0x80, second], DatagramKind.init) == (192...223 ~= second ? .rtcp : .rtp))
    }

    @Test func `a datagram of one byte is nothing`() {
        #expect(parse([0x80], DatagramKind.init) == .unknown)
        #expect(parse([UInt8](), DatagramKind.init) == .unknown)
    }
}
