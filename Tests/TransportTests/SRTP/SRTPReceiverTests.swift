// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

@Suite("SRTPReceiver") struct SRTPReceiverTests {
    private func pair(_ profile: SRTPProfile) throws -> (SRTPSender, SRTPReceiver) {
        var random = SeededRandom(seed: 11)
        let master = SRTPMasterKey.random(profile, &random)
        return (try SRTPSender(master), try SRTPReceiver(master))
    }

    @Test(arguments: SRTPProfile.allCases)
    func `one changed bit anywhere is noticed`(_ profile: SRTPProfile) async throws {
        let (sender, receiver) = try pair(profile)
        let protected = try sender.protect(
            head(7, ssrc: 9, extensions: [(1, [1, 2])]), Array(repeating: 5, count: 40))
        for place in protected.indices {
            if place % 16 == 0 { await Task.yield() }
            var forged = protected
            forged[place] ^= 0x01
            #expect(throws: TransportDropReason.self) { try receiver.unprotect(forged) }
        }
        #expect(receiver.streamCount == 0)
        #expect(try receiver.unprotect(protected).count == 12 + 8 + 40)
    }

    @Test(arguments: SRTPProfile.allCases)
    func `every shortening is refused`(_ profile: SRTPProfile) throws {
        let (sender, receiver) = try pair(profile)
        let media = try sender.protect(head(7, ssrc: 9), Array(repeating: 5, count: 10))
        let control = try sender.protectControl([0x80, 201, 0, 1, 0, 0, 0, 9])
        for count in 0..<media.count {
            #expect(throws: TransportDropReason.self) { try receiver.unprotect(Array(media.prefix(count))) }
        }
        for count in 0..<control.count {
            #expect(throws: TransportDropReason.self) {
                try receiver.unprotectControl(Array(control.prefix(count)))
            }
        }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `random bytes never trap and never pass`(_ profile: SRTPProfile) async throws {
        let (_, receiver) = try pair(profile)
        var random = SeededRandom(seed: 12)
        for round in 0..<2_000 {
            if round % 64 == 0 { await Task.yield() }
            var packet = random.bytes(Int.random(in: 0...1_600, using: &random))
            if !packet.isEmpty { packet[0] = 0x80 | packet[0] & 0x3F }
            #expect(throws: TransportDropReason.self) { try receiver.unprotect(packet) }
            #expect(throws: TransportDropReason.self) { try receiver.unprotectControl(packet) }
        }
        #expect(receiver.streamCount == 0)
    }

    @Test func `more than 1,500 bytes are refused unread`() throws {
        let (_, receiver) = try pair(.aes128GCM)
        let long = [0x80] + [UInt8](repeating: 0, count: 1_500)
        #expect(throws: TransportDropReason.tooLong) { try receiver.unprotect(long) }
        #expect(throws: TransportDropReason.tooLong) { try receiver.unprotectControl(long) }
    }

    @Test func `RTCP in clear is refused`() throws {
        let (sender, receiver) = try pair(.aes128CMSHA1)
        var protected = try sender.protectControl([0x80, 201, 0, 1, 0, 0, 0, 9])
        protected[8] &= 0x7F
        #expect(throws: TransportDropReason.malformed) { try receiver.unprotectControl(protected) }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `authentic SSRCs beyond the table push out the quietest`(_ profile: SRTPProfile) async throws {
        let (_, receiver) = try pair(profile)
        var random = SeededRandom(seed: 11)
        let master = SRTPMasterKey.random(profile, &random)
        for ssrc in 1...UInt32(500) {
            if ssrc % 64 == 0 { await Task.yield() }
            // One sender could not: its own table is bounded too.
            let sender = try SRTPSender(master)
            let packet = try sender.protect(head(1, ssrc: ssrc), [1, 2, 3])
            _ = try receiver.unprotect(packet)
            #expect(throws: TransportDropReason.replayed) { try receiver.unprotect(packet) }
        }
        #expect(receiver.streamCount == TransportLimits.ingressStreams)
    }
}
