// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("HeaderExtensions, RFC 8285 §4") struct HeaderExtensionsTests {
    private static let map: HeaderExtensionMap = {
        var map = HeaderExtensionMap()
        map[.mid] = 1
        map[.absSendTime] = 2
        map[.audioLevel] = 3
        map[.dependencyDescriptor] = 12
        map[.videoOrientation] = 40
        return map
    }()

    @Test func `one-byte elements with padding between, as drawn in §4.2`() throws {
        let packet = hex("90 60 0001 00000002 00000003  bede 0003  10 61  21 6263 00 00  33 64656667")
        let extensions = try read(packet)
        #expect(extensions[.mid] == 17..<18)
        #expect(extensions[.absSendTime] == 19..<21)
        #expect(extensions[.audioLevel] == 24..<28)
        #expect(extensions[.dependencyDescriptor] == nil)
    }

    @Test func `two-byte elements, one of them empty, as drawn in §4.3`() throws {
        let packet = hex("90 60 0001 00000002 00000003  1000 0003  01 00  02 01 61  00  03 04 62636465")
        let extensions = try read(packet)
        #expect(extensions[.mid] == 18..<18)
        #expect(extensions[.absSendTime] == 20..<21)
        #expect(extensions[.audioLevel] == 24..<28)
    }

    @Test func `the application bits don't matter, and ids above 15 do`() throws {
        let extensions = try read(hex("90 60 0001 00000002 00000003  100f 0001  28 01 07 00"))
        #expect(extensions[.videoOrientation] == 18..<19)
    }

    @Test func `id 15 ends the one-byte walk`() throws {
        let extensions = try read(hex("90 60 0001 00000002 00000003  bede 0002  10 61  f0 62  30 63 00 00"))
        #expect(extensions[.mid] == 17..<18)
        #expect(extensions[.audioLevel] == nil)
    }

    @Test(
        "an element that reaches beyond the block ends the walk",
        arguments: [
            "90 60 0001 00000002 00000003  bede 0001  10 61 35 62",
            "90 60 0001 00000002 00000003  1000 0002  01 01 61 00  03 03 62 63",
            "90 60 0001 00000002 00000003  1000 0001  01 01 61 03",
        ])
    func stopsAtBroken(_ packet: String) throws {
        // What would be read of the payload lies right behind the block.
        let extensions = try read(hex(packet + "ffff ffff ffff"))
        #expect(extensions[.mid]?.count == 1)
        #expect(extensions[.audioLevel] == nil)
    }

    @Test func `of a repeated element the last counts`() throws {
        let extensions = try read(hex("90 60 0001 00000002 00000003  bede 0001  10 61  10 62"))
        #expect(extensions[.mid] == 19..<20)
    }

    @Test func `another profile has no elements`() throws {
        let extensions = try read(hex("90 60 0001 00000002 00000003  abcd 0001  10 61 10 62"))
        for kind in HeaderExtensionKind.allCases { #expect(extensions[kind] == nil) }
    }

    @Test("whatever was written is found", arguments: UInt64(0)..<200) func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let packet = RTPPacketFixture.random(using: &random)
        let bytes = packet.bytes
        let extensions = try read(bytes)
        for kind in HeaderExtensionKind.allCases {
            let written = packet.extensions.first { $0.id == Self.map[kind] }?.bytes
            #expect(extensions[kind].map { Array(bytes[$0]) } == written)
        }
    }

    @Test("random blocks never trap, and what is found lies within", arguments: UInt64(0)..<50)
    func isTotal(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var bytes = hex("90 60 0001 00000002 00000003")
            bytes += random.chance(percent: 50) ? [0xBE, 0xDE] : [0x10, 0x00]
            let words = Int.random(in: 0...8, using: &random)
            bytes += [0, UInt8(words)] + random.bytes(4 * words)
            let extensions = try read(bytes)
            for kind in HeaderExtensionKind.allCases {
                guard let range = extensions[kind] else { continue }
                #expect(range.lowerBound > 16 && range.upperBound <= bytes.count)
            }
        }
    }

    @Test func `a header of another, longer packet can't lead outside`() throws {
        let long = hex("90 60 0001 00000002 00000003  bede 0002  10 61 00 00  33 646566 67")
        let header = try parse(long, RTPHeader.init)
        let extensions = HeaderExtensions(long.span.extracting(first: 21), header: header, map: Self.map)
        #expect(extensions[.mid] == 17..<18)
        #expect(extensions[.audioLevel] == nil)
    }

    private func read(_ packet: [UInt8]) throws -> HeaderExtensions {
        HeaderExtensions(packet.span, header: try parse(packet, RTPHeader.init), map: Self.map)
    }
}
