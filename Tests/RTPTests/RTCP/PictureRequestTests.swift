// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("PictureLossIndication and FullIntraRequest, RFC 4585 §6.3.1 and RFC 5104 §4.3.1")
struct PictureRequestTests {
    @Test func `a PLI has no content`() throws {
        let request = PictureLossIndication(senderSSRC: 1, mediaSSRC: 2)
        #expect(written(request.write) == hex("81ce0002 00000001 00000002"))
        #expect(try parse(hex("81ce0002 00000001 00000002"), PictureLossIndication.init(parsing:)) == request)
    }

    @Test func `a FIR has an entry for each stream`() throws {
        let request = FullIntraRequest(
            senderSSRC: 1,
            entries: [
                FullIntraRequest.Entry(ssrc: 0x1234_5678, sequenceNumber: 0x42),
                FullIntraRequest.Entry(ssrc: 0x98BA_DCFE, sequenceNumber: 0x57),
            ])
        let bytes = hex("84ce0006 00000001 00000000 12345678 42000000 98badcfe 57000000")
        #expect(written(request.write) == bytes)
        #expect(try parse(bytes, FullIntraRequest.init(parsing:)) == request)
    }

    @Test func `half an entry of a FIR doesn't count`() throws {
        let bytes = hex("84ce0005 00000001 00000000 12345678 42000000 98badcfe")
        #expect(try parse(bytes, FullIntraRequest.init(parsing:)).entries.count == 1)
    }

    @Test func `a FIR to 50 streams is one to 31`() throws {
        let entries = (0..<50).map { FullIntraRequest.Entry(ssrc: UInt32($0), sequenceNumber: 1) }
        let bytes = written(FullIntraRequest(senderSSRC: 1, entries: entries).write)
        #expect(try parse(bytes, FullIntraRequest.init(parsing:)).entries == Array(entries.prefix(31)))
    }
}
