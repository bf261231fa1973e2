// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Transport

/// Thousands of packets through our transform and libsrtp2's, both ways.
@Suite("SRTP against libsrtp2") struct SRTPOracleTests {
    private static let packets = 2_000

    @Test(arguments: SRTPProfile.allCases, [1, 2] as [UInt64])
    func `libsrtp2 reads what we send, through roll-overs and loss`(
        _ profile: SRTPProfile, _ seed: UInt64
    ) async throws {
        var random = SeededRandom(seed: seed)
        let master = SRTPMasterKey.random(profile, &random)
        let sender = try SRTPSender(master)
        let oracle = try Oracle(master, sends: false)
        var walks = (0..<3).map { _ in Walk(&random) }
        for round in 0..<Self.packets {
            if round % 64 == 0 { await Task.yield() }
            let stream = Int.random(in: walks.indices, using: &random)
            let number = walks[stream].next(&random)
            let head = Self.head(number, ssrc: walks[stream].ssrc, &random)
            let payload = random.bytes(Int.random(in: 0...1_100, using: &random))
            let protected = try sender.protect(head, payload)
            // One in twenty is lost.
            guard Int.random(in: 0..<20, using: &random) > 0 else { continue }
            let opened = try oracle.unprotect(protected)
            #expect(opened == head.span.bytes + payload, "seed \(seed)")
        }
    }

    @Test(arguments: SRTPProfile.allCases, [4, 5] as [UInt64])
    func `we read what libsrtp2 sends, with CSRCs, extensions and padding`(
        _ profile: SRTPProfile,
        _ seed: UInt64
    ) async throws {
        var random = SeededRandom(seed: seed)
        let master = SRTPMasterKey.random(profile, &random)
        let oracle = try Oracle(master, sends: true)
        let receiver = try SRTPReceiver(master)
        var walks = (0..<3).map { _ in Walk(&random) }
        var waiting: [(clear: [UInt8], protected: [UInt8])] = []
        for round in 0..<Self.packets {
            if round % 64 == 0 { await Task.yield() }
            let stream = Int.random(in: walks.indices, using: &random)
            let clear = Self.packet(walks[stream].next(&random), ssrc: walks[stream].ssrc, &random)
            waiting.append((clear, try oracle.protect(clear)))
            // Each eight come in any order; over more of them the gaps would outgrow the window.
            guard round % 8 == 7 else { continue }
            waiting.shuffle(using: &random)
            for (expected, protected) in waiting {
                #expect(try receiver.unprotect(protected) == expected, "seed \(seed)")
                #expect(throws: TransportDropReason.replayed) { try receiver.unprotect(protected) }
            }
            waiting.removeAll()
        }
    }

    @Test(arguments: SRTPProfile.allCases, [7] as [UInt64])
    func `RTCP goes both ways`(_ profile: SRTPProfile, _ seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let master = SRTPMasterKey.random(profile, &random)
        let (sender, reading) = (try SRTPSender(master), try Oracle(master, sends: false))
        let (writing, receiver) = (try Oracle(master, sends: true), try SRTPReceiver(master))
        let ssrcs = (0..<4).map { _ in UInt32.random(in: 1...UInt32.max, using: &random) }
        for round in 0..<Self.packets {
            if round % 64 == 0 { await Task.yield() }
            let compound = Self.compound(ssrcs.randomElement(using: &random) ?? 1, &random)
            #expect(try reading.unprotectControl(sender.protectControl(compound)) == compound, "seed \(seed)")
            let protected = try writing.protectControl(compound)
            #expect(try receiver.unprotectControl(protected) == compound, "seed \(seed)")
            #expect(throws: TransportDropReason.replayed) { try receiver.unprotectControl(protected) }
        }
    }

    // MARK: - Random packets

    /// Sequence numbers of one stream, near their end at the start, with gaps.
    private struct Walk {
        let ssrc: UInt32
        private var number: UInt16

        init(_ random: inout SeededRandom) {
            ssrc = UInt32.random(in: 1...UInt32.max, using: &random)
            number = UInt16.random(in: 0..<0x8000, using: &random)
        }

        mutating func next(_ random: inout SeededRandom) -> UInt16 {
            // Big steps bring several roll-overs into a few thousand packets.
            let step: UInt16 = random.chance(percent: 50) ? 110 : 1
            number &+= step
            return number
        }
    }

    private static func head(_ number: UInt16, ssrc: UInt32, _ random: inout SeededRandom) -> PacketHead {
        let count = Int.random(in: 0...3, using: &random)
        let extensions = (0..<count).map { index in
            (UInt8(index + 1), random.bytes(Int.random(in: 1...16, using: &random)))
        }
        let prefix = random.bytes(Int.random(in: 0...8, using: &random))
        return TransportTests.head(number, ssrc: ssrc, extensions: extensions, prefix: prefix)
    }

    private static func packet(_ number: UInt16, ssrc: UInt32, _ random: inout SeededRandom) -> [UInt8] {
        let csrcs = Int.random(in: 0...15, using: &random)
        let hasExtension = Bool.random(using: &random)
        let padding = Bool.random(using: &random) ? Int.random(in: 1...32, using: &random) : 0
        var packet: [UInt8] = [
            0x80 | (padding > 0 ? 0x20 : 0) | (hasExtension ? 0x10 : 0) | UInt8(csrcs), 96,
            UInt8(number >> 8), UInt8(number & 0xFF),
        ]
        packet += random.bytes(4)
        packet += (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * $0)) }
        packet += random.bytes(4 * csrcs)
        if hasExtension {
            let words = Int.random(in: 0...8, using: &random)
            packet += [0xBE, 0xDE, 0, UInt8(words)] + random.bytes(4 * words)
        }
        packet += random.bytes(Int.random(in: 0...1_100, using: &random))
        if padding > 0 { packet += [UInt8](repeating: 0, count: padding - 1) + [UInt8(padding)] }
        return packet
    }

    private static func compound(_ ssrc: UInt32, _ random: inout SeededRandom) -> [UInt8] {
        let words = Int.random(in: 1...60, using: &random)
        let ssrcBytes = (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * $0)) }
        return [0x80, 201, 0, UInt8(words)] + ssrcBytes + random.bytes(4 * (words - 1))
    }
}
