// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("ConnectionDemultiplexer, RFC 8843 §9.2") struct ConnectionDemultiplexerTests {
    private var demultiplexer = ConnectionDemultiplexer()

    /// A broadcast whose m-lines are "a" and "v" with a suffix; its SSRCs are announced if given.
    private static func broadcast(
        _ suffix: Int, ssrc: UInt32? = nil, namesItself: Bool = true
    ) -> [TrackConfiguration] {
        var tracks = [
            Stage.audio(ssrcs: ssrc.map { [$0] } ?? []), Stage.video(ssrcs: ssrc.map { [$0 + 0x10] } ?? []),
        ]
        for index in tracks.indices {
            tracks[index].mid += String(suffix)
            if !namesItself { tracks[index].extensions[.mid] = 0 }
        }
        return tracks
    }

    private mutating func arrange(_ broadcasts: [[TrackConfiguration]], before: [Int?] = []) {
        demultiplexer.arrange(
            broadcasts, map: Stage.extensions,
            before: before.isEmpty ? broadcasts.map { _ in nil } : before)
    }

    private mutating func route(_ ssrc: UInt32, payloadType: UInt8 = 96, mid: String? = nil) throws -> Int? {
        var packet = RTPPacketFixture(sequenceNumber: 1, payload: [1])
        packet.ssrc = ssrc
        packet.payloadType = payloadType
        if let mid { packet.extensions.append((1, Array(mid.utf8))) }
        let bytes = packet.bytes
        return demultiplexer.route(try RTPHeader(bytes.span), of: bytes.span)
    }

    @Test mutating func `announced SSRCs and those of their retransmissions go to their broadcast`() throws {
        arrange([Self.broadcast(0, ssrc: 0x100), Self.broadcast(1, ssrc: 0x200)])
        #expect(try route(0x100) == 0 && route(0x110) == 0 && route(0x111) == 0)
        #expect(try route(0x200) == 1 && route(0x210) == 1 && route(0x211) == 1)
        #expect(try route(0x300) == nil)
        #expect(demultiplexer.broadcast(of: 0x210) == 1 && demultiplexer.broadcast(of: 0x300) == nil)
    }

    @Test mutating func `others are learnt by mid, and known without it afterwards`() throws {
        arrange([Self.broadcast(0), Self.broadcast(1)])
        #expect(try route(5) == nil, "two broadcasts have that payload type")
        #expect(try route(5, mid: "v1") == 1)
        #expect(try route(5) == 1)
        #expect(try route(6, mid: "v7") == nil)
    }

    @Test mutating func `a payload type tells only where no mid does, and one broadcast has it`() throws {
        arrange([Self.broadcast(0, namesItself: false)])
        #expect(try route(5, payloadType: 111) == 0)
        arrange(
            [Self.broadcast(0, namesItself: false), Self.broadcast(1, namesItself: false)], before: [0, nil])
        #expect(try route(6, payloadType: 111) == nil)
        #expect(try route(5) == 0)
        arrange([Self.broadcast(0)])
        #expect(try route(7, payloadType: 111) == nil, "it would name its m-line")
    }

    @Test mutating func `what a broadcast had is nobody's once it has left`() throws {
        arrange([Self.broadcast(0, namesItself: false), Self.broadcast(1)])
        #expect(try route(5, mid: "a1") == 1)
        #expect(try route(6, mid: "v1") == 1)
        arrange([Self.broadcast(0, namesItself: false)], before: [0])
        #expect(try route(5, payloadType: 111) == nil && demultiplexer.broadcast(of: 5) == nil)
        // Unless it says that it is another's now.
        arrange([Self.broadcast(2), Self.broadcast(3, ssrc: 6)])
        #expect(try route(5) == nil && route(5, mid: "a2") == 0 && route(5) == 0)
        #expect(try route(6) == 1)
    }

    @Test mutating func `the others keep what they learnt when one leaves`() throws {
        arrange([Self.broadcast(0), Self.broadcast(1), Self.broadcast(2)])
        for index in 0..<3 { #expect(try route(UInt32(5 + index), mid: "a\(index)") == index) }
        arrange([Self.broadcast(2), Self.broadcast(1)], before: [2, 1])
        #expect(try route(5) == nil && route(6) == 1 && route(7) == 0)
    }

    @Test mutating func `SSRCs without end take no more room, and the newest are known`() throws {
        arrange([Self.broadcast(0), Self.broadcast(1)])
        for ssrc in 1...1_000 as ClosedRange<UInt32> { #expect(try route(ssrc, mid: "a1") == 1) }
        for ssrc in 873...1_000 as ClosedRange<UInt32> { #expect(demultiplexer.broadcast(of: ssrc) == 1) }
        #expect(demultiplexer.broadcast(of: 872) == nil)
    }
}
