// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@testable import LoadKit

@Suite struct PayloadStampTests {
    private let time = MonotonicTime(nanoseconds: 123_456_789_012)

    private func payload(_ count: Int) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: count)
        PayloadStamp.write(time, into: &payload, at: PayloadStamp.videoOffset)
        return payload
    }

    @Test(arguments: [PayloadStamp.leastBytes, 64, 1_160])
    func `a payload as it was sent is intact, and tells when`(_ count: Int) {
        #expect(PayloadStamp.check(payload(count).span, at: PayloadStamp.videoOffset) == .intact(time))
    }

    @Test func `each single byte behind the header that changes is found`() {
        let sent = payload(120)
        for index in PayloadStamp.videoOffset..<sent.count {
            var changed = sent
            changed[index] ^= 0x40
            #expect(PayloadStamp.check(changed.span, at: PayloadStamp.videoOffset) == .corrupt)
        }
    }

    @Test func `a payload that was cut or made longer is corrupt`() {
        let sent = payload(120)
        #expect(PayloadStamp.check(Array(sent.dropLast()).span, at: PayloadStamp.videoOffset) == .corrupt)
        #expect(PayloadStamp.check((sent + [0]).span, at: PayloadStamp.videoOffset) == .corrupt)
        #expect(PayloadStamp.check(Array(sent.prefix(9)).span, at: PayloadStamp.videoOffset) == .corrupt)
    }

    @Test func `a picture id that was rewritten is none of the payload's business`() {
        var changed = payload(120)
        changed[2] = 0x81
        #expect(PayloadStamp.check(changed.span, at: PayloadStamp.videoOffset) == .intact(time))
    }

    @Test func `every packet of a stream carries a stamp of its own`() {
        let start = MonotonicTime(nanoseconds: 5_000_000_000)
        var media = SyntheticMedia(SyntheticMedia.Shape(Scenario()), start: start)
        var stamps: [MonotonicTime] = []
        for milliseconds: Int64 in [0, 5, 40, 200] {
            for packet in media.due(start.advanced(milliseconds: milliseconds)) {
                let offset = packet.isVideo ? PayloadStamp.videoOffset : PayloadStamp.audioOffset
                guard case .intact(let stamp) = PayloadStamp.check(packet.payload.span, at: offset) else {
                    Issue.record("a packet as it is sent is corrupt")
                    continue
                }
                stamps.append(stamp)
            }
        }
        #expect(stamps.count > 60)
        #expect(Set(stamps).count == stamps.count)
    }
}
