// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

@Suite("SRTPSender") struct SRTPSenderTests {
    private func sender(_ profile: SRTPProfile) throws -> SRTPSender {
        var random = SeededRandom(seed: 13)
        return try SRTPSender(SRTPMasterKey.random(profile, &random))
    }

    @Test func `GCM never uses a number twice`() throws {
        let sender = try sender(.aes128GCM)
        _ = try sender.protect(head(5, ssrc: 1), [1])
        _ = try sender.protect(head(7, ssrc: 1), [1])
        _ = try sender.protect(head(6, ssrc: 1), [1])
        #expect(throws: TransportDropReason.repeatedNumber) { try sender.protect(head(5, ssrc: 1), [1]) }
        _ = try sender.protect(head(5, ssrc: 2), [1])
    }

    @Test(arguments: SRTPProfile.allCases)
    func `a repeat is the same bytes, and only of what lies behind`(_ profile: SRTPProfile) throws {
        let sender = try sender(profile)
        #expect(throws: TransportDropReason.repeatedNumber) {
            try sender.protect(head(5, ssrc: 1), [1, 2, 3], isRepeat: true)
        }
        let first = try sender.protect(head(5, ssrc: 1), [1, 2, 3])
        for number in 6...5_000 as ClosedRange<UInt16> { _ = try sender.protect(head(number, ssrc: 1), [1]) }
        // Past the window of new numbers, too.
        #expect(try sender.protect(head(5, ssrc: 1), [1, 2, 3], isRepeat: true) == first)
        #expect(throws: TransportDropReason.repeatedNumber) {
            try sender.protect(head(5_001, ssrc: 1), [1], isRepeat: true)
        }
        _ = try sender.protect(head(5_001, ssrc: 1), [1])
    }

    @Test func `counter mode sends the same packet as the same bytes`() throws {
        let sender = try sender(.aes128CMSHA1)
        let first = try sender.protect(head(5, ssrc: 1), [1, 2, 3])
        _ = try sender.protect(head(6, ssrc: 1), [1])
        #expect(try sender.protect(head(5, ssrc: 1), [1, 2, 3]) == first)
    }

    @Test(arguments: SRTPProfile.allCases)
    func `saying where it lies changes nothing of what it sends`(_ profile: SRTPProfile) throws {
        let (asked, other) = (try sender(profile), try sender(profile))
        for number in 1...40 as ClosedRange<UInt16> {
            var footprint = Footprint()
            asked.addFootprint(to: &footprint)
            footprint.prefetch()
            let runs = footprint.runs.indices.count { footprint.runs[$0] != 0 }
            // Itself and its streams; of GCM OpenSSL's context and the cipher's state, too.
            #expect(runs == (profile == .aes128GCM ? 4 : 2))
            let ssrc = UInt32(number % 5)
            #expect(
                try asked.protect(head(number, ssrc: ssrc), [1, 2])
                    == other.protect(head(number, ssrc: ssrc), [1, 2]))
        }
    }

    @Test func `a packet that outgrows 1,500 bytes is refused, and its number is free`() throws {
        let sender = try sender(.aes128GCM)
        let fitting = [UInt8](repeating: 0, count: 1_500 - 12 - 16)
        #expect(throws: TransportDropReason.tooLong) { try sender.protect(head(1, ssrc: 1), fitting + [0]) }
        #expect(try sender.protect(head(1, ssrc: 1), fitting).count == 1_500)
    }

    @Test func `SSRCs of ours are bounded`() throws {
        let sender = try sender(.aes128GCM)
        for ssrc in 0..<UInt32(TransportLimits.egressStreams) {
            _ = try sender.protect(head(1, ssrc: ssrc), [])
        }
        #expect(throws: TransportDropReason.tooManyStreams) { try sender.protect(head(1, ssrc: 1_000), []) }
    }

    @Test func `a stream that is forgotten makes room, and the others keep their numbers`() throws {
        let sender = try sender(.aes128GCM)
        for ssrc in 0..<UInt32(TransportLimits.egressStreams) {
            _ = try sender.protect(head(1, ssrc: ssrc), [])
        }
        sender.forget(7)
        sender.forget(1_000)
        _ = try sender.protect(head(1, ssrc: 1_000), [])
        #expect(throws: TransportDropReason.tooManyStreams) { try sender.protect(head(1, ssrc: 1_001), []) }
        for ssrc in 0..<UInt32(TransportLimits.egressStreams) where ssrc != 7 {
            #expect(throws: TransportDropReason.repeatedNumber) {
                try sender.protect(head(1, ssrc: ssrc), [])
            }
            _ = try sender.protect(head(2, ssrc: ssrc), [])
        }
    }

    @Test func `a compound shorter than its header is refused`() throws {
        let sender = try sender(.aes128GCM)
        #expect(throws: TransportDropReason.malformed) {
            try sender.protectControl([0x80, 201, 0, 1, 0, 0, 0])
        }
    }
}
