// SPDX-License-Identifier: Apache-2.0

import RTP
import TestSupport
import Testing

@testable import Forwarding

@Suite("ConnectionFeedback") struct ConnectionFeedbackTests {
    private func feedback(
        _ options: FeedbackOptions, _ stages: [Stage], packets: Int, milliseconds: Int64,
        bounds: [BitrateBounds] = [], liftedAfter: Int64? = nil
    ) throws -> [RTCPPacket] {
        var feedback = ConnectionFeedback(senderSSRC: 7, options: options)
        var bounds = bounds + stages.dropFirst(bounds.count).map { _ in BitrateBounds() }
        if !bounds.allSatisfy(\.isEmpty) { feedback.boundsDidChange(isBounded: true) }
        var sources = stages.indices.map { VideoSource(ssrc: 0xA1 + UInt32($0) * 0x100) }
        var packetsOut: [RTCPPacket] = []
        var number: UInt16 = 65_530
        for _ in 0..<packets {
            for (stage, index) in zip(stages, sources.indices) {
                sources[index].extensions = [(3, [UInt8(number >> 8), UInt8(number & 0xFF)])]
                for bytes in sources[index].frame(isKey: true, packets: 1) {
                    let header = try RTPHeader(bytes.span)
                    let extensions = HeaderExtensions(bytes.span, header: header, map: Stage.extensions)
                    feedback.note(extensions, of: bytes.span, from: header.ssrc, now: stage.now)
                    stage.receive(bytes)
                }
                number &+= 1
            }
        }
        for turn in 0..<milliseconds / 5 {
            for stage in stages { stage.wait(milliseconds: 5) }
            if turn * 5 == liftedAfter {
                bounds = bounds.map { _ in BitrateBounds() }
                feedback.boundsDidChange(isBounded: false)
            }
            let broadcasts = Array(zip(stages.map(\.broadcast), bounds))
            feedback.poll(broadcasts, now: stages[0].now) { compound in
                packetsOut += readRTCP(compound.indices.map { compound[$0] })
            }
        }
        return packetsOut
    }

    private func stages() -> [Stage] {
        (0..<2).map { index in
            let stage = Stage()
            stage.begin(Stage.video(ssrcs: [0xA1 + UInt32(index) * 0x100]))
            return stage
        }
    }

    @Test func `transport-wide feedback is about the packets of all broadcasts`() throws {
        let packets = try feedback([.transportCC, .remb], stages(), packets: 10, milliseconds: 200)
        let messages = packets.compactMap {
            if case .transportFeedback(let message) = $0 { message } else { nil }
        }
        #expect(messages.count == 1 && messages[0].senderSSRC == 7)
        #expect(messages[0].statuses.map(\.sequenceNumber) == (0..<20).map { 65_530 &+ $0 })
        #expect(messages[0].statuses.allSatisfy { $0.delta != nil })
        #expect(!packets.contains { if case .remb = $0 { true } else { false } })
    }

    @Test func `one ceiling is told for all of them`() throws {
        let packets = try feedback([.remb], stages(), packets: 10, milliseconds: 500)
        let ceilings = packets.compactMap { if case .remb(let ceiling) = $0 { ceiling } else { nil } }
        #expect(
            ceilings.count == 1 && ceilings[0].ssrcs == [0xA1, 0x1A1] && ceilings[0].bitrate == 5_000_000)
    }

    @Test func `nothing is told that was not agreed on`() throws {
        #expect(try feedback([.nack], stages(), packets: 5, milliseconds: 1_500).isEmpty)
    }

    private func ceilings(_ packets: [RTCPPacket]) -> [UInt64] {
        packets.compactMap { if case .remb(let ceiling) = $0 { ceiling.bitrate } else { nil } }
    }

    @Test func `bounds are told beside transport-wide feedback, at once, again, and when they are lifted`()
        throws
    {
        let bounds = [BitrateBounds(video: 256_000), BitrateBounds(video: 128_000)]
        let packets = try feedback(
            [.transportCC, .remb], stages(), packets: 10, milliseconds: 900, bounds: bounds, liftedAfter: 500)
        #expect(ceilings(packets) == [384_000, BitrateBound.unbounded])
        #expect(packets.contains { if case .transportFeedback = $0 { true } else { false } })
    }

    @Test func `a bound lowers the ceiling of a publisher without transport-wide feedback`() throws {
        let bounds = [BitrateBounds(video: 256_000), BitrateBounds(video: 128_000)]
        let packets = try feedback([.remb], stages(), packets: 10, milliseconds: 1_500, bounds: bounds)
        #expect(ceilings(packets) == [384_000, 384_000])
    }

    @Test func `pictures without a bound leave nothing to tell, and neither does a publisher without REMB`()
        throws
    {
        let bounds = [BitrateBounds(video: 256_000)]
        let packets = try feedback(
            [.transportCC, .remb], stages(), packets: 10, milliseconds: 500, bounds: bounds)
        #expect(ceilings(packets) == [BitrateBound.unbounded])
        #expect(
            ceilings(try feedback([.transportCC], stages(), packets: 10, milliseconds: 500, bounds: bounds))
                .isEmpty)
    }
}
