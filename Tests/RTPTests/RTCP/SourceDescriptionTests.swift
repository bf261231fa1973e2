// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("SourceDescription and Goodbye, RFC 3550 §6.5 and §6.6") struct SourceDescriptionTests {
    @Test(
        "the items end with a null and fill the word",
        arguments: [
            ("a", "81ca0002 00000007 0101 61 00"),
            ("ab", "81ca0003 00000007 0102 6162 00000000"),
            ("abc", "81ca0003 00000007 0103 616263 000000"),
            ("", "81ca0002 00000007 0100 0000"),
        ])
    func pads(_ cname: String, _ bytes: String) throws {
        let description = SourceDescription(ssrc: 7, cname: cname)
        #expect(written(description.write) == hex(bytes))
        #expect(try parse(hex(bytes), SourceDescription.init(parsing:)) == description)
    }

    @Test func `other items than the name are passed over`() throws {
        let bytes = hex("82ca0006 00000007 0201 41 0101 61 0000 00000008 0601 42 00 ffffffff")
        #expect(
            try parse(bytes, SourceDescription.init(parsing:)).chunks == [
                SourceDescription.Chunk(ssrc: 7, cname: "a"), SourceDescription.Chunk(ssrc: 8, cname: nil),
            ])
    }

    @Test(
        "a chunk that isn't whole is refused",
        arguments: [
            ("81ca0000", RTCPError.truncated(needed: 8, available: 4)),
            ("81ca0001 00000007", .truncated(needed: 9, available: 8)),
            ("81ca0002 00000007 01036162", .truncated(needed: 13, available: 12)),
            ("81ca0002 00000007 01016101", .truncated(needed: 13, available: 12)),
            ("82ca0002 00000007 00000000", .truncated(needed: 16, available: 12)),
        ])
    func refuses(_ bytes: String, _ error: RTCPError) {
        #expect(throws: error) { try parse(hex(bytes), SourceDescription.init(parsing:)) }
    }

    @Test func `a long name is cut at 255 bytes`() throws {
        let bytes = written(SourceDescription(ssrc: 1, cname: String(repeating: "x", count: 300)).write)
        #expect(try parse(bytes, SourceDescription.init(parsing:)).chunks.first?.cname?.utf8.count == 255)
    }

    @Test("descriptions of many sources read back", arguments: UInt64(0)..<100)
    func roundTrip(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let chunks = (0..<Int.random(in: 0...31, using: &random)).map { index in
            let name = String(repeating: "n", count: Int.random(in: 0...40, using: &random))
            return SourceDescription.Chunk(
                ssrc: UInt32(index), cname: random.chance(percent: 80) ? name : nil)
        }
        let bytes = written(SourceDescription(chunks: chunks).write)
        #expect(bytes.count % 4 == 0)
        #expect(try parse(bytes, SourceDescription.init(parsing:)).chunks == chunks)
    }

    @Test func `a goodbye lists its sources, and its reason is passed over`() throws {
        #expect(written(Goodbye(sources: [1, 2]).write) == hex("82cb0002 00000001 00000002"))
        let bytes = hex("82cb0004 00000001 00000002 05 6c65617665 0000")
        #expect(try parse(bytes, Goodbye.init(parsing:)) == Goodbye(sources: [1, 2]))
    }

    @Test func `a goodbye of nobody is allowed, and one of 40 says 31`() throws {
        #expect(try parse(hex("80cb0000"), Goodbye.init(parsing:)).sources.isEmpty)
        let bytes = written(Goodbye(sources: [UInt32](0..<40)).write)
        #expect(try parse(bytes, Goodbye.init(parsing:)).sources == [UInt32](0..<31))
    }
}
