// SPDX-License-Identifier: Apache-2.0

import RTP
import SDP
import Transport

@testable import Relay

/// A client that sends sound and picture, Opus and VP8 unless told otherwise: contiguous numbers, a keyframe when asked, resends when asked, sender reports.
final class TestPublisher: TestClient {
    /// What it offers and sends.
    struct Shape {
        var audio: TrackDescription? = .opus
        var video: TrackDescription? = .vp8
        var rtx = true
        /// Whether keyframes come when asked for only, the first excepted.
        var answersKeyframeRequests = true
    }

    /// Tells its packets from those of others.
    let mark = UInt32.random(in: 1...UInt32.max)
    private let shape: Shape
    private let start: MonotonicTime
    private let clock: NTPClock
    private var timer: LoopTimer?
    private(set) var audio: PublishedStream?
    private(set) var video: PublishedStream?

    /// Whether the packet of this serial of the video stream is numbered and kept but not sent.
    var withholds: (UInt32) -> Bool = { _ in false }
    private(set) var withheld: [UInt16] = []
    /// When a PLI or FIR came.
    private(set) var keyframeRequests: [MonotonicTime] = []
    /// When a keyframe was sent.
    private(set) var keyframes: [MonotonicTime] = []
    /// The serials of keyframes' first packets.
    private(set) var keyframeSerials: Set<UInt32> = []
    /// The longest time in milliseconds that its thread had something else to do.
    private(set) var longestPause: Int64 = 0
    private var lastTurn: MonotonicTime?
    /// Every number that a NACK named.
    private(set) var nacked: [UInt16] = []
    /// Receiver reports that came.
    private(set) var receiverReports = 0

    private var audioFrames: Int64 = 0
    private var videoFrames: Int64 = 0
    private var videoSerial: UInt32 = 0
    private var picture = UInt16.random(in: 0...0x7FFF)
    private var wantsKeyframe = true
    private var nextReports: (audio: Int64, video: Int64) = (30_000, 70_000)
    private var head = PacketHead()

    private static let audioMicroseconds: Int64 = 20_000
    private static let videoMicroseconds: Int64 = 33_333
    private static let reportMicroseconds: Int64 = 200_000

    init(_ id: PeerID, loop: EventLoop, identity: DTLSIdentity, shape: Shape) {
        self.shape = shape
        start = loop.currentTime()
        // A clock that is years off: only differences may count.
        clock = NTPClock(wallNanosecondsSince1970: 1_000_000_000_000_000_000, at: start)
        let tracks = [shape.audio, shape.video].compactMap { $0 }
        super.init(id, loop: loop, identity: identity, wish: .publisher(tracks, rtx: shape.rtx))
    }

    /// Video packets numbered so far, which is the next one's serial.
    var videoCount: UInt32 { videoSerial }

    /// Stops the media; the transport stays.
    func pause() {
        timer?.cancel()
        timer = nil
    }

    /// Sends media, as it does by itself once connected.
    func resume() {
        guard timer == nil else { return }
        timer = loop.scheduleRepeating(milliseconds: 5) { [unowned self] in sendDue() }
    }

    override func close() {
        pause()
        super.close()
    }

    override func didPlan(_ plan: MediaPlan) {
        for section in plan.accepted {
            guard let sending = wish.sending.first(where: { $0.section == section.index }) else { continue }
            let stream = PublishedStream(section, sending)
            if section.kind == .audio { audio = stream } else { video = stream }
        }
    }

    override func didConnect() {
        resume()
    }

    override func receive(_ packet: RTCPPacket) {
        switch packet {
        case .pictureLoss, .fullIntra:
            keyframeRequests.append(loop.currentTime())
            if shape.answersKeyframeRequests { wantsKeyframe = true }
        case .nack(let nack):
            nacked += nack.sequenceNumbers
            resend(nack)
        case .receiverReport: receiverReports += 1
        default: break
        }
    }

    // MARK: - Sending

    /// Microseconds since it was made: what its frames and reports are dated by.
    private var elapsed: Int64 { loop.currentTime().microseconds(since: start) }

    private func sendDue() {
        noteTurn()
        let elapsed = elapsed
        if let audio {
            audioFrames = max(audioFrames, (elapsed - 100_000) / Self.audioMicroseconds)
            while audioFrames * Self.audioMicroseconds <= elapsed {
                sendAudio(audio, capture: audioFrames * Self.audioMicroseconds)
                audioFrames += 1
            }
        }
        if let video {
            videoFrames = max(videoFrames, (elapsed - 100_000) / Self.videoMicroseconds)
            while videoFrames * Self.videoMicroseconds <= elapsed {
                sendVideo(video, capture: videoFrames * Self.videoMicroseconds)
                videoFrames += 1
            }
        }
        report(elapsed)
    }

    private func noteTurn() {
        let now = loop.currentTime()
        if let lastTurn { longestPause = max(longestPause, now.milliseconds(since: lastTurn)) }
        lastTurn = now
    }

    private func sendAudio(_ stream: PublishedStream, capture: Int64) {
        var payload = PayloadLayout.beginning(stream.codec, FramePlace())
        // With it 160 bytes, 20 ms of what has eight bits a sample.
        Content(mark: mark, serial: stream.packets, capture: capture).append(to: &payload, filler: 144)
        let packet = OutgoingPacket(marker: false, timestamp: stream.timestamp(capture), payload: payload)
        send(packet, as: stream.number(packet), stream)
    }

    /// A frame of two packets, or of four if it is a keyframe.
    private func sendVideo(_ stream: PublishedStream, capture: Int64) {
        let isKeyframe = wantsKeyframe
        wantsKeyframe = false
        if isKeyframe {
            keyframes.append(loop.currentTime())
            keyframeSerials.insert(videoSerial)
        }
        let count = isKeyframe ? 4 : 2
        for index in 0..<count {
            let place = FramePlace(
                isFirst: index == 0, isLast: index == count - 1, isKeyframe: isKeyframe, picture: picture
            )
            let packet = OutgoingPacket(
                marker: place.isLast,
                timestamp: stream.timestamp(capture),
                payload: videoPayload(stream.codec, place, capture)
            )
            let number = stream.number(packet)
            if withholds(videoSerial) { withheld.append(number) } else { send(packet, as: number, stream) }
            videoSerial += 1
        }
        picture = (picture + 1) & 0x7FFF
    }

    private func videoPayload(_ codec: CodecKind, _ place: FramePlace, _ capture: Int64) -> [UInt8] {
        var payload = PayloadLayout.beginning(codec, place)
        Content(mark: mark, serial: videoSerial, capture: capture).append(to: &payload, filler: 400)
        return payload
    }

    private func send(_ packet: OutgoingPacket, as number: UInt16, _ stream: PublishedStream) {
        head.begin(
            marker: packet.marker,
            payloadType: stream.payloadType,
            sequenceNumber: number,
            timestamp: packet.timestamp,
            ssrc: stream.ssrc
        )
        head.endHeader()
        transport?.sendRTP(head, payload: packet.payload.span)
    }

    private func resend(_ nack: GenericNACK) {
        guard let stream = [audio, video].compactMap({ $0 }).first(where: { $0.ssrc == nack.mediaSSRC })
        else { return }
        for number in nack.sequenceNumbers {
            guard let packet = stream.sent[number] else { continue }
            if let rtx = stream.rtx {
                sendRTX(packet, of: number, rtx, stream)
            } else {
                send(packet, as: number, stream)
            }
        }
    }

    /// RFC 4588 §4: the original number, then the payload.
    private func sendRTX(
        _ packet: OutgoingPacket, of number: UInt16, _ rtx: (ssrc: UInt32, payloadType: UInt8),
        _ stream: PublishedStream
    ) {
        head.begin(
            marker: packet.marker,
            payloadType: rtx.payloadType,
            sequenceNumber: stream.takeRTXNumber(),
            timestamp: packet.timestamp,
            ssrc: rtx.ssrc
        )
        head.endHeader()
        head.appendPayload(UInt8(truncatingIfNeeded: number >> 8))
        head.appendPayload(UInt8(truncatingIfNeeded: number))
        transport?.sendRTP(head, payload: packet.payload.span)
    }

    // MARK: - Reports

    /// The two streams report at different moments, as clients do.
    private func report(_ elapsed: Int64) {
        if let audio, elapsed >= nextReports.audio {
            nextReports.audio = elapsed + Self.reportMicroseconds
            report(audio, elapsed)
        }
        if let video, elapsed >= nextReports.video {
            nextReports.video = elapsed + Self.reportMicroseconds
            report(video, elapsed)
        }
    }

    private func report(_ stream: PublishedStream, _ elapsed: Int64) {
        var compound: [UInt8] = []
        SenderReport(
            ssrc: stream.ssrc,
            ntp: clock.ntp(start.advanced(microseconds: elapsed)),
            rtpTimestamp: stream.timestamp(elapsed),
            packetCount: stream.packets,
            octetCount: stream.octets
        ).write(into: &compound)
        transport?.sendRTCP(compound.span)
    }
}
