// SPDX-License-Identifier: Apache-2.0

import RTP

/// What a subscriber's feedback makes a subscription do.
extension Subscription {
    /// Sends the packet `sequenceNumber` again, if it was sent, is still cached and may be (RFC 4585 §6.2.1).
    func resend(_ sequenceNumber: UInt16, roundTripMilliseconds: Int64, now: MonotonicTime) {
        figures.nackedPackets &+= 1
        guard configuration.nack, let layer = track?.layer,
            let (sequence, splice) = numbering.sent(sequenceNumber),
            let packet = layer.cache.packet(sequence - splice.sequence)
        else { return figures.drops.count(.resendNotCached) }
        let refusal = responder.refusal(
            of: sequence, sentBytes: bytes, roundTripMilliseconds: roundTripMilliseconds, now: now
        )
        if let refusal { return figures.drops.count(refusal) }
        resend(packet, as: sequenceNumber, splice: splice, from: layer.cache.bytes, now: now)
    }

    private func resend(
        _ packet: MediaPacket, as sequenceNumber: UInt16, splice: Splice, from slab: [UInt8],
        now: MonotonicTime
    ) {
        var head = PacketHead()
        writer.write(
            packet, bytes: slab.span, stream: resendStream(sequenceNumber), splice: splice,
            stamp: takeStamp(clock.ntp(now).absoluteSendTime), into: &head
        )
        writer.write(packet.picture, splice: splice, into: &head)
        figures.resentPackets &+= 1
        let count = head.headerCount + head.prefixCount + packet.payload.count
        figures.resentBytes &+= UInt64(truncatingIfNeeded: count)
        responder.charge(count)
        let payload = slab.span.extracting(packet.payload)
        if configuration.hasRTX {
            sink.send(head.view, payload: payload)
        } else {
            sink.resend(head.view, payload: payload)
        }
    }

    /// The retransmission stream (RFC 4588 §4), or without one the stream itself.
    private func resendStream(_ sequenceNumber: UInt16) -> HeadWriter.Stream {
        guard let ssrc = configuration.rtxSSRC, let payloadType = configuration.rtxPayloadType else {
            return HeadWriter.Stream(
                ssrc: configuration.ssrc, payloadType: configuration.payloadType,
                sequenceNumber: sequenceNumber, original: nil
            )
        }
        defer { nextRTXSequence &+= 1 }
        return HeadWriter.Stream(
            ssrc: ssrc, payloadType: payloadType, sequenceNumber: nextRTXSequence, original: sequenceNumber
        )
    }

    /// Passes a request for a keyframe on to the track.
    func requestKeyframe(now: MonotonicTime) {
        figures.keyframeRequests &+= 1
        guard isCodecMatching, !gate.isClosed else { return }
        track?.requestKeyframe(.loss, now: now)
    }

    /// Takes in what the subscriber reports; the round trip in microseconds, if the report tells it.
    func record(_ block: ReportBlock, now: MonotonicTime) -> Int64? {
        figures.fractionLost = block.fractionLost
        figures.cumulativeLost = block.cumulativeLost
        figures.jitter = block.jitter
        guard block.lastSenderReport != 0 else { return nil }
        // RFC 3550 §6.4.1: A - LSR - DLSR, in units of 1/65,536 s. A nonsense report wraps to hours.
        let units = clock.ntp(now).middle32 &- block.lastSenderReport &- block.delaySinceLastSenderReport
        guard units < 10 * 65_536 else { return nil }
        figures.roundTripMicroseconds = NTPTime.nanoseconds(ofUnits: units) / 1_000
        return figures.roundTripMicroseconds
    }

    /// Whether a sender report is due.
    func isReportDue(now: MonotonicTime) -> Bool {
        guard packets > 0, !gate.isClosed, let track, track.captureTimestamp(at: now) != nil else {
            return false
        }
        return reporter.isDue(mapping: track.captureMapping, now: now)
    }

    /// Writes a sender report and our name, if anything was sent; its NTP time is `now` (RFC 3550 §6.4.1).
    func report(now: MonotonicTime, into compound: inout [UInt8]) {
        guard packets > 0, !gate.isClosed, let track, let captured = track.captureTimestamp(at: now) else {
            return
        }
        reporter.sent(mapping: track.captureMapping, now: now)
        SenderReport(
            ssrc: configuration.ssrc, ntp: clock.ntp(now),
            rtpTimestamp: captured &+ numbering.current.timestamp,
            packetCount: UInt32(truncatingIfNeeded: packets),
            octetCount: UInt32(truncatingIfNeeded: payloadBytes)
        ).write(into: &compound)
        SourceDescription(ssrc: configuration.ssrc, cname: configuration.cname).write(into: &compound)
    }
}
