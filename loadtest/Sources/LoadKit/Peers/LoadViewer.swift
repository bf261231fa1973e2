// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A viewer: counts what arrives, checks it or not, asks for what it lost, and reports as a player does.
///
/// Lives on its ``LoadLoop``.
final class LoadViewer: LoadPeer, PeerTransportDelegate {
    /// A joiner may be served from the relay's memory at first, whose packets were sent long ago: their
    /// age says nothing about the relay's speed.
    private static let settlingMilliseconds: Int64 = 2_000
    /// Without a packet for so long, nothing flows.
    private static let flowingMilliseconds: Int64 = 1_000

    let transport = LoadTransport()
    private let loop: EventLoop
    private let scenario: Scenario
    private let verifies: Bool
    private let latency: LatencyLog
    private let ssrc = UInt32.random(in: 1...UInt32.max)
    /// When the join began: before the HTTP request.
    private let start: MonotonicTime
    private var streams: [ViewerStream] = []
    /// What was promised once, and is not any more.
    private var endedStreams: [ViewerStream] = []
    /// Packets in each second of the window; nil before there is one.
    private var arrivals: ArrivalLog?
    /// The same since it was ejected; nil if it was not.
    private var arrivalsAfterEjection: ArrivalLog?
    private var draw: SplitMix64
    private var lastMedia: MonotonicTime?
    /// Whether it was asked to leave, so that the server's goodbye is no failure.
    private var isLeaving = false
    private var figures = ViewerFigures()

    /// A viewer whose losses are drawn by its number, and who checks each byte or not. Its clock starts now.
    init(loop: EventLoop, id: Int, scenario: Scenario, verifies: Bool, latency: LatencyLog) {
        self.loop = loop
        self.scenario = scenario
        self.verifies = verifies
        self.latency = latency
        draw = SplitMix64(seed: UInt64(id))
        start = loop.currentTime()
    }

    /// Learns from the negotiation, the first or a later one, what comes from now on.
    func expect(_ plan: MediaPlan) {
        let promised = plan.accepted.compactMap { ViewerStream($0, scenario) }
        endedStreams += streams.filter { stream in !promised.contains(where: stream.isSame) }
        streams = promised.map { new in streams.first { $0.isSame(as: new) } ?? new }
        guard !verifies else { return }
        // What is sent again carries its number in the payload (RFC 4588 §4), so it is decrypted by all.
        for stream in streams { transport.peer?.undecryptedPayloadTypes |= 1 << UInt128(stream.payloadType) }
    }

    /// Leaves the viewers that count as connected.
    func leave() {
        isLeaving = true
        figures.isConnected = false
    }

    /// The figures up to `now`.
    func snapshot(_ now: MonotonicTime) -> ViewerFigures {
        var figures = figures
        figures.isFlowing =
            figures.isConnected
            && (lastMedia.map { now.milliseconds(since: $0) <= Self.flowingMilliseconds } ?? false)
        for stream in streams + endedStreams {
            figures.streams.expected += stream.count.expected
            figures.streams.received += stream.count.received
            figures.streams.duplicates += stream.count.duplicates
            figures.streams.reordered += stream.count.reordered
            figures.freezes += stream.freezes?.count(now) ?? 0
            guard let nacks = stream.nacks else { continue }
            figures.streams.asked += nacks.asked
            figures.streams.recovered += nacks.recovered
            figures.streams.unrecovered += nacks.givenUp + nacks.open
        }
        return figures
    }

    // MARK: - The window

    /// What comes from now on is also counted by stream and by second.
    func beginWindow(_ now: MonotonicTime) {
        arrivals = ArrivalLog(start: now)
        for index in streams.indices { streams[index].window.begin(streams[index].count, now) }
    }

    /// What came in the window, stream by stream and second by second.
    func windowFigures(_ now: MonotonicTime) -> WindowFigures {
        let tracks =
            streams.map { TrackFigures($0, now, hasEnded: false) }
            + endedStreams.map { TrackFigures($0, now, hasEnded: true) }
        return WindowFigures(
            tracks: tracks, unexpected: figures.streams.unexpected, perSecond: arrivals?.counts(now) ?? [],
            afterEjection: arrivalsAfterEjection?.counts(now), isConnected: figures.isConnected,
            closed: figures.closed)
    }

    /// The relay says that it is out.
    func noteEjection(_ now: MonotonicTime) {
        arrivalsAfterEjection = ArrivalLog(start: now)
    }

    /// Closes the transport, because the server offers another one.
    func renew() {
        isLeaving = true
        transport.close()
        isLeaving = false
    }

    /// The streams of which each track has brought something, by their names.
    var flowingStreams: Set<String> {
        Set(streams.map(\.streamID)).subtracting(streams.filter { $0.count.received == 0 }.map(\.streamID))
    }

    func transportDidConnect(_ transport: PeerTransport) {
        figures.setUpMicroseconds = loop.currentTime().microseconds(since: start)
        figures.isConnected = true
        figures.closed = nil
        figures.profile = transport.profile
    }

    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {}

    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {
        figures.isConnected = false
        if !isLeaving { figures.closed = "\(reason)" }
    }

    // MARK: - Media

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {
        // What a busy generator reads late did not come late.
        let now = loop.arrivalTime
        guard let header = ClearHeader(packet) else {
            figures.streams.unexpected += 1
            return
        }
        for index in streams.indices {
            if streams[index].carries(header) { return receive(packet, header, at: index, now) }
            if streams[index].repeats(header) { return receiveRepair(packet, header, at: index, now) }
        }
        figures.streams.unexpected += 1
    }

    private func receive(_ packet: Span<UInt8>, _ header: ClearHeader, at index: Int, _ now: MonotonicTime) {
        guard !isLost(index) else { return }
        noteMedia(packet.count, index, now)
        if streams[index].ssrc == nil { streams[index].ssrc = header.ssrc }
        let arrival = streams[index].note(header.sequenceNumber, header.timestamp, now)
        guard verifies, arrival.isNew, let whole = try? RTPHeader(packet) else { return }
        check(packet.extracting(whole.payloadRange), at: index, now, countsLatency: !arrival.wasAsked)
    }

    /// RFC 4588 §4: the original's number, then its payload.
    private func receiveRepair(
        _ packet: Span<UInt8>, _ header: ClearHeader, at index: Int, _ now: MonotonicTime
    ) {
        guard !isLost(index), let whole = try? RTPHeader(packet), whole.payloadRange.count >= 2 else {
            return
        }
        noteMedia(packet.count, index, now)
        let payload = packet.extracting(whole.payloadRange)
        let arrival = streams[index].note(payload.uint16(at: 0), header.timestamp, now)
        guard verifies, arrival.isNew else { return }
        check(payload.extracting(2..<payload.count), at: index, now, countsLatency: false)
    }

    private func isLost(_ index: Int) -> Bool {
        guard streams[index].nacks != nil, draw.fraction() * 100 < scenario.loss else { return false }
        figures.streams.dropped += 1
        return true
    }

    private func noteMedia(_ bytes: Int, _ index: Int, _ now: MonotonicTime) {
        figures.streams.bytes += bytes
        lastMedia = now
        arrivals?.note(now)
        arrivalsAfterEjection?.note(now)
        if figures.firstPacketMicroseconds == nil {
            figures.firstPacketMicroseconds = now.microseconds(since: start)
        }
    }

    private func noteKeyframe(_ payload: Span<UInt8>, _ index: Int, _ now: MonotonicTime) {
        guard figures.firstKeyframeMicroseconds == nil, streams[index].isVideo,
            SyntheticMedia.beginsKeyframe(payload)
        else { return }
        figures.firstKeyframeMicroseconds = now.microseconds(since: start)
    }

    private func check(
        _ payload: Span<UInt8>, at index: Int, _ now: MonotonicTime, countsLatency: Bool
    ) {
        // Whoever else publishes may send what he likes.
        guard scenario.broadcasters > 0 else { return }
        figures.streams.verified += 1
        switch PayloadStamp.check(payload, at: streams[index].stampOffset) {
        case .corrupt: figures.streams.corrupt += 1
        case .intact(let sent):
            noteKeyframe(payload, index, now)
            guard countsLatency, now.milliseconds(since: start) > Self.settlingMilliseconds else { return }
            latency.add(microseconds: now.microseconds(since: sent))
        }
    }

    // MARK: - Reports

    /// Asks for what is missing.
    func askAgain(_ now: MonotonicTime) {
        guard figures.isConnected else { return }
        for index in streams.indices {
            guard let media = streams[index].ssrc, let numbers = streams[index].nacks?.due(now),
                !numbers.isEmpty
            else { continue }
            var compound: [UInt8] = []
            // RFC 3550 §6.1: a compound begins with a report.
            ReceiverReport(ssrc: ssrc).write(into: &compound)
            GenericNACK(senderSSRC: ssrc, mediaSSRC: media, sequenceNumbers: numbers).write(into: &compound)
            transport.peer?.sendRTCP(compound.span)
        }
    }

    /// Sends a receiver report (RFC 3550 §6.4.2); once a second is usual.
    func report() {
        guard figures.isConnected else { return }
        let blocks = streams.filter { $0.count.received > 0 }.map { stream in
            ReportBlock(
                ssrc: stream.ssrc ?? 0,
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
