// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("Demultiplexer, RFC 8843 §9.2") struct DemultiplexerTests {
    let start = MonotonicTime(nanoseconds: 10_000_000_000)

    func route(
        _ demultiplexer: inout Demultiplexer, ssrc: UInt32, payloadType: UInt8 = 96, mid: String? = nil,
        rid: String? = nil, repairedRid: String? = nil, at milliseconds: Int64 = 0
    ) throws -> Demultiplexer.Route {
        var packet = RTPPacketFixture(sequenceNumber: 1, payload: [1])
        packet.ssrc = ssrc
        packet.payloadType = payloadType
        for (id, name) in [(1, mid), (8, rid), (9, repairedRid)] as [(UInt8, String?)] {
            if let name { packet.extensions.append((id, Array(name.utf8))) }
        }
        let bytes = packet.bytes
        return demultiplexer.route(
            try RTPHeader(bytes.span), of: bytes.span, now: start.advanced(milliseconds: milliseconds))
    }

    func make(announced: Bool, after previous: Demultiplexer? = nil) -> Demultiplexer {
        let tracks = [
            Stage.audio(ssrcs: announced ? [0xB1] : []), Stage.video(ssrcs: announced ? [0xA1] : []),
        ]
        return Demultiplexer(tracks, after: previous, now: start)
    }

    @Test func `announced SSRCs go to their tracks`() throws {
        var demultiplexer = make(announced: true)
        #expect(try route(&demultiplexer, ssrc: 0xA1) == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 0xA1) == .media(1, isNew: false))
        #expect(try route(&demultiplexer, ssrc: 0xB1) == .media(0, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 0xA2) == .retransmission(1))
    }

    @Test func `others are learnt by mid, then by payload type`() throws {
        var demultiplexer = make(announced: false)
        #expect(try route(&demultiplexer, ssrc: 5, payloadType: 50, mid: "v") == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 6, payloadType: 111) == .media(0, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 7, payloadType: 97) == .retransmission(1))
        #expect(try route(&demultiplexer, ssrc: 8, payloadType: 50, mid: "x") == .dropped(.unknownSource))
    }

    @Test func `another SSRC takes a track only once the first is silent`() throws {
        var demultiplexer = make(announced: false)
        #expect(try route(&demultiplexer, ssrc: 5) == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 6, at: 999) == .dropped(.competingSource))
        #expect(try route(&demultiplexer, ssrc: 6, at: 1_000) == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 5, at: 1_100) == .dropped(.olderGeneration))
        demultiplexer.release(6)
        #expect(try route(&demultiplexer, ssrc: 9, at: 1_200) == .media(1, isNew: true))
    }

    @Test func `retransmissions of another encoding are dropped, those of ours are known by its name`() throws
    {
        var demultiplexer = make(announced: false)
        #expect(try route(&demultiplexer, ssrc: 4, repairedRid: "h") == .dropped(.otherEncoding))
        #expect(try route(&demultiplexer, ssrc: 5, mid: "v", rid: "h") == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 6, mid: "v", rid: "l") == .dropped(.competingSource))
        let lower = try route(&demultiplexer, ssrc: 7, payloadType: 97, mid: "v", repairedRid: "l")
        #expect(lower == .dropped(.otherEncoding))
        let ours = try route(&demultiplexer, ssrc: 8, payloadType: 97, mid: "v", repairedRid: "h")
        #expect(ours == .retransmission(1))
        #expect(try route(&demultiplexer, ssrc: 8, payloadType: 97) == .retransmission(1))
    }

    @Test func `an encoding that changes its SSRC keeps its track`() throws {
        var demultiplexer = make(announced: false)
        #expect(try route(&demultiplexer, ssrc: 5, mid: "v", rid: "h") == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 6, mid: "v", rid: "h", at: 10) == .media(1, isNew: true))
        #expect(try route(&demultiplexer, ssrc: 5, mid: "v", rid: "h", at: 20) == .dropped(.olderGeneration))
        #expect(try route(&demultiplexer, ssrc: 7, mid: "v", at: 30) == .dropped(.competingSource))
    }

    @Test func `stragglers of the publication before are known for a while`() throws {
        var first = make(announced: false)
        #expect(try route(&first, ssrc: 5) == .media(1, isNew: true))
        var second = make(announced: false, after: first)
        #expect(try route(&second, ssrc: 5, at: 100) == .dropped(.olderGeneration))
        #expect(try route(&second, ssrc: 6, at: 100) == .media(1, isNew: true))
        var third = make(announced: false, after: first)
        #expect(try route(&third, ssrc: 5, at: 2_000) == .media(1, isNew: true))
    }
}
