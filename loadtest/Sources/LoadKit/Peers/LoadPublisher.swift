// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

/// A broadcaster: sends synthetic media, answers keyframe requests and NACKs, reports its clock.
///
/// Lives on its ``LoadLoop``.
final class LoadPublisher: LoadPeer, PeerTransportDelegate {
    let transport = LoadTransport()
    private let loop: EventLoop
    private let clock: NTPClock
    private var media: SyntheticMedia
    private let start: MonotonicTime
    /// Audio, and video unless the shape has none.
    var streams: [PublishedStream] = []
    private var timer: LoopTimer?
    private var lastReport: MonotonicTime
    private var head = PacketHead()
    private var requests = BurstWindow()
    private(set) var isConnected = false
    private var isSilent = false
    private(set) var figures = PublisherFigures()

    init(loop: EventLoop, shape: SyntheticMedia.Shape, clock: NTPClock) {
        self.loop = loop
        self.clock = clock
        start = loop.currentTime()
        lastReport = start
        media = SyntheticMedia(shape, start: start)
    }

    func transportDidConnect(_ transport: PeerTransport) {
        isConnected = true
        timer = loop.scheduleRepeating(milliseconds: 1) { [unowned self] in sendDue() }
    }

    func transport(_ transport: PeerTransport, didReceiveRTP packet: Span<UInt8>, now: MonotonicTime) {}

    func transport(_ transport: PeerTransport, didReceiveRTCP compound: Span<UInt8>, now: MonotonicTime) {
        var reader = RTCPReader(compound)
        while let packet = reader.next() {
            switch packet {
            case .pictureLoss, .fullIntra:
                figures.keyframeRequests += 1
                requests.note(now)
                figures.requestBurst = requests.most
                media.requestKeyframe()
            case .nack(let nack):
                figures.nacked += nack.sequenceNumbers.count
                resend(nack)
            default: break
            }
        }
    }

    func transport(_ transport: PeerTransport, didClose reason: TransportCloseReason) {
        isConnected = false
        figures.closed = "\(reason)"
        stop()
    }

    /// Sends reports and no media, as whoever is muted does.
    func fallSilent() {
        isSilent = true
    }

    /// Sends nothing more.
    func stop() {
        timer?.cancel()
        timer = nil
    }

    private func sendDue() {
        let now = loop.currentTime()
        for packet in isSilent ? [] : media.due(now) {
            figures.packets += 1
            figures.bytes += packet.payload.count
            guard let index = streams.firstIndex(where: { $0.isVideo == packet.isVideo }) else { continue }
            let number = streams[index].number(packet)
            send(packet, as: number, streams[index])
        }
        if now.milliseconds(since: lastReport) >= 1_000 {
            lastReport = now
            report(now)
        }
    }

    private func send(
        _ packet: SyntheticMedia.Packet,
        as sequenceNumber: UInt16,
        _ stream: borrowing PublishedStream,
        isRepeat: Bool = false
    ) {
        head.begin(
            marker: packet.marker,
            payloadType: stream.payloadType,
            sequenceNumber: sequenceNumber,
            timestamp: packet.timestamp,
            ssrc: stream.ssrc
        )
        head.endHeader()
        transport.peer?.sendRTP(head.view, payload: packet.payload.span, isRepeat: isRepeat)
    }

    private func resend(_ nack: GenericNACK) {
        guard let stream = streams.first(where: { $0.ssrc == nack.mediaSSRC }) else { return }
        for number in nack.sequenceNumbers {
            if let packet = stream.sent(number) { send(packet, as: number, stream, isRepeat: true) }
        }
    }

    private func report(_ now: MonotonicTime) {
        for stream in streams {
            let ticks = now.microseconds(since: start) * stream.clockRate / 1_000_000
            var compound: [UInt8] = []
            SenderReport(
                ssrc: stream.ssrc,
                ntp: clock.ntp(now),
                rtpTimestamp: UInt32(truncatingIfNeeded: ticks),
                packetCount: stream.packets,
                octetCount: stream.octets
            ).write(into: &compound)
            transport.peer?.sendRTCP(compound.span)
        }
    }
}
