// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A viewer: counts what arrives and how long it took, and reports on it as a player does.
///
/// Lives on its ``LoadLoop``.
final class LoadViewer: LoadPeer, PeerTransportDelegate {
    /// A joiner may be served from the relay's memory at first, whose packets were sent long ago: their
    /// age says nothing about the relay's speed.
    private static let settlingMilliseconds: Int64 = 2_000

    let transport = LoadTransport()
    private let loop: EventLoop
    private let ssrc = UInt32.random(in: 1...UInt32.max)
    /// When the join began: before the HTTP request.
    private let start: MonotonicTime
    private var streams: [ViewerStream] = []
    /// Whether it was asked to leave, so that the server's goodbye is no failure.
    private var isLeaving = false
    private(set) var figures = ViewerFigures()

    init(loop: EventLoop) {
        self.loop = loop
        start = loop.currentTime()
    }

    /// Learns from the answer what will come.
    func expect(_ plan: MediaPlan) {
        streams = plan.accepted.compactMap(ViewerStream.init)
    }

    /// Leaves the viewers that count as connected.
    func leave() {
        isLeaving = true
        figures.isConnected = false
    }

    /// The figures, with the streams' counts.
    var snapshot: ViewerFigures {
        var figures = figures
        for stream in streams {
            figures.expected += stream.count.expected
            figures.received += stream.count.received
            figures.duplicates += stream.count.duplicates
            figures.reordered += stream.count.reordered
        }
        return figures
    }

    func transportDidConnect(_ transport: PeerTransport) {
        figures.setUpMicroseconds = loop.currentTime().microseconds(since: start)
        figures.isConnected = true
    }

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {
        guard let header = try? RTPHeader(packet),
            let index = streams.firstIndex(where: { $0.payloadType == header.payloadType })
        else {
            figures.unexpected += 1
            return
        }
        let now = loop.currentTime()
        if figures.firstPacketMicroseconds == nil {
            figures.firstPacketMicroseconds = now.microseconds(since: start)
        }
        figures.bytes += packet.count
        streams[index].count.note(header.sequenceNumber)
        let payload = packet.extracting(header.payloadRange)
        if streams[index].isVideo, figures.firstKeyframeMicroseconds == nil {
            figures.firstKeyframeMicroseconds = now.microseconds(since: start)
        }
        guard now.milliseconds(since: start) > Self.settlingMilliseconds else { return }
        if let sent = PayloadStamp.read(payload, at: streams[index].stampOffset) {
            figures.latency.add(microseconds: now.microseconds(since: sent))
        }
    }

    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {
        figures.reports += 1
    }

    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {
        figures.isConnected = false
        if !isLeaving { figures.closed = "\(reason)" }
    }

    /// Sends a receiver report (RFC 3550 §6.4.2); once a second is usual.
    func report() {
        guard figures.isConnected else { return }
        let blocks = streams.filter { $0.count.received > 0 }.map { stream in
            ReportBlock(
                ssrc: stream.ssrc,
                fractionLost: 0,
                cumulativeLost: Int32(clamping: stream.count.lost),
                highestSequence: stream.count.extendedHighest,
                jitter: 0,
                lastSenderReport: 0,
                delaySinceLastSenderReport: 0
            )
        }
        var compound: [UInt8] = []
        ReceiverReport(ssrc: ssrc, reports: blocks).write(into: &compound)
        transport.peer?.sendRTCP(compound.span)
    }
}

/// One stream that a viewer was promised.
struct ViewerStream {
    let ssrc: UInt32
    let payloadType: UInt8
    let isVideo: Bool
    let stampOffset: Int
    var count = ReceiveCount()

    /// Nil for a section without a codec or a stream.
    init?(_ section: MediaSection) {
        guard let codec = section.codecs.first, let ssrc = section.ssrcs.first else { return nil }
        self.ssrc = ssrc
        payloadType = codec.payloadType
        isVideo = section.kind == .video
        stampOffset = isVideo ? PayloadStamp.videoOffset : PayloadStamp.audioOffset
    }
}
