// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@Suite("RTCPReader, RFC 3550 §6.1") struct RTCPReaderTests {
    @Test func `a compound from a packet dump is read whole`() {
        let (packets, error) = read(RTCPVectors.compound)
        #expect(error == nil)
        #expect(
            packets == [
                .receiverReport(
                    ReceiverReport(
                        ssrc: 0x902F_9E2E,
                        reports: [
                            ReportBlock(
                                ssrc: 0xBC5E_9A40, fractionLost: 0, cumulativeLost: 0,
                                highestSequence: 0x46E1,
                                jitter: 273, lastSenderReport: 0x09F3_6432,
                                delaySinceLastSenderReport: 150_137)
                        ])),
                .sourceDescription(
                    SourceDescription(ssrc: 0x902F_9E2E, cname: "{9c00eb92-1afb-9d49-a47d-91f64eee69f5}")),
                .goodbye([0x902F_9E2E]),
                .pictureLoss(PictureLossIndication(senderSSRC: 0x902F_9E2E, mediaSSRC: 0x902F_9E2E)),
                .unknown(type: 205, format: 5),
                .unknown(type: 204, format: 0),
            ])
    }

    @Test func `nothing is an empty compound`() {
        let (packets, error) = read([])
        #expect(packets.isEmpty)
        #expect(error == nil)
    }

    @Test(
        "what is broken ends the walk and is named",
        arguments: [
            ("80", RTCPError.truncated(needed: 4, available: 1)),
            ("80c90002 00000001", .truncated(needed: 12, available: 8)),
            ("80c9ffff 00000001", .truncated(needed: 262_144, available: 8)),
            ("40c90001 00000001", .version(1)),
            ("a0c90001 00000000", .padding(0)),
            ("a0c90001 00000005", .padding(5)),
            ("80c90000", .truncated(needed: 8, available: 4)),
            ("81c90001 00000001", .truncated(needed: 32, available: 8)),
            ("a0c90001 00000004", .truncated(needed: 8, available: 4)),
            ("80c80001 00000001", .truncated(needed: 28, available: 8)),
            ("82cb0001 00000001", .truncated(needed: 12, available: 8)),
            ("81cd0001 00000001", .truncated(needed: 12, available: 8)),
            ("81ce0001 00000001", .truncated(needed: 12, available: 8)),
            ("84ce0001 00000001", .truncated(needed: 12, available: 8)),
            ("8fcd0002 00000001 00000002", .truncated(needed: 20, available: 12)),
            ("8fce0003 00000001 00000000 52454d42", .truncated(needed: 20, available: 16)),
            ("8fce0004 00000001 00000000 52454d42 02000000", .truncated(needed: 28, available: 20)),
        ])
    func stops(_ broken: String, _ expected: RTCPError) {
        let goodbye = hex("81cb0001 0000000a")
        let (packets, error) = read(goodbye + hex(broken))
        #expect(packets == [.goodbye([10])])
        #expect(error == expected)
    }

    @Test func `application layer feedback that isn't REMB is unknown`() {
        let (packets, error) = read(hex("8fce0003 00000001 00000000 41424344 8fce0002 00000001 00000002"))
        #expect(packets == [.unknown(type: 206, format: 15), .unknown(type: 206, format: 15)])
        #expect(error == nil)
    }

    @Test func `padding at the end belongs to the packet`() {
        let (packets, error) = read(hex("a1ce0003 00000001 00000002 00000004 81cb0001 0000000a"))
        #expect(
            packets == [
                .pictureLoss(PictureLossIndication(senderSSRC: 1, mediaSSRC: 2)), .goodbye([10]),
            ])
        #expect(error == nil)
    }

    @Test func `64 packets are read and the next is too many`() {
        let goodbye = hex("80cb0000")
        #expect(read([[UInt8]](repeating: goodbye, count: 64).flatMap { $0 }).error == nil)
        let (packets, error) = read([[UInt8]](repeating: goodbye, count: 65).flatMap { $0 })
        #expect(packets.count == 64)
        #expect(error == .tooManyPackets(64))
    }

    @Test func `after an error nothing follows`() {
        let compound = hex("40c90001 00000001 81cb0001 0000000a")
        var reader = RTCPReader(compound.span)
        let first = reader.next()
        let second = reader.next()
        let error = reader.error
        #expect(first == nil && second == nil)
        #expect(error == .version(1))
    }

    @Test("random bytes never trap", arguments: UInt64(0)..<50) func isTotal(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var bytes = random.bytes(4 * Int.random(in: 1...30, using: &random))
            bytes[0] = 0x80 | bytes[0] & 0x1F
            bytes[1] = UInt8.random(in: 200...206, using: &random)
            bytes[2] = 0
            bytes[3] = UInt8(bytes.count / 4 - 1)
            _ = read(bytes)
            let vector = RTCPVectors.all.randomElement(using: &random) ?? []
            _ = read(random.flippingBits(of: vector))
            _ = read(Array(vector.prefix(Int.random(in: 0...vector.count, using: &random))))
        }
    }
}
