// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP
import TestSupport

/// A broadcast with hand-made time, and what it sends to its publisher.
final class Stage {
    static let wall: Int64 = 1_700_000_000_000_000_000
    static let feedbackSSRC: UInt32 = 0xFEED

    let clock = NTPClock(wallNanosecondsSince1970: Stage.wall, at: MonotonicTime(nanoseconds: 0))
    let broadcast: Broadcast
    var now = MonotonicTime(nanoseconds: 5_000_000_000)
    /// Everything that was sent to the publisher.
    var feedback: [RTCPPacket] = []
    /// The same by datagram.
    var datagrams: [[RTCPPacket]] = []

    init() {
        broadcast = Broadcast(clock: clock)
    }

    static var extensions: HeaderExtensionMap {
        var map = HeaderExtensionMap()
        map[.mid] = 1
        map[.absSendTime] = 2
        map[.transportSequenceNumber] = 3
        map[.audioLevel] = 4
        map[.videoOrientation] = 5
        map[.playoutDelay] = 6
        map[.dependencyDescriptor] = 7
        map[.rid] = 8
        map[.repairedRid] = 9
        return map
    }

    static func video(
        _ codec: CodecKind = .vp8, ssrcs: [UInt32] = [0xA1], feedback: FeedbackOptions = [.nack, .pli, .fir]
    ) -> TrackConfiguration {
        TrackConfiguration(
            kind: .video, codec: codec, clockRate: 90_000, payloadType: 96, rtxPayloadType: 97, mid: "v",
            ssrcs: ssrcs, rtxSSRCs: ssrcs.map { .init(media: $0, rtx: $0 + 1) }, feedback: feedback,
            extensions: extensions
        )
    }

    static func audio(ssrcs: [UInt32] = [0xB1]) -> TrackConfiguration {
        TrackConfiguration(
            kind: .audio, codec: .opus, clockRate: 48_000, payloadType: 111, mid: "a", ssrcs: ssrcs,
            feedback: [.nack], extensions: extensions
        )
    }

    static func subscription(
        ssrc: UInt32 = 0x1000, rtx: Bool = true, first: UInt16 = 65_000, timestamp: UInt32 = 4_294_900_000
    ) -> SubscriptionConfiguration {
        SubscriptionConfiguration(
            ssrc: ssrc, rtxSSRC: rtx ? ssrc + 1 : nil, payloadType: 120, rtxPayloadType: rtx ? 121 : nil,
            mid: "0", nack: true, firstSequence: first, firstRTXSequence: 65_535, firstTimestamp: timestamp,
            cname: "room"
        )
    }

    static func sink(_ map: HeaderExtensionMap = HeaderExtensionMap(), mixed: Bool = false) -> RecordingSink {
        RecordingSink(extensions: map, twoByteExtensions: mixed)
    }

    func begin(_ tracks: TrackConfiguration...) {
        broadcast.beginPublication(tracks, feedbackSSRC: Self.feedbackSSRC, now: now)
    }

    func subscribe(
        _ sink: PacketSink, slot: Int = 0, _ configuration: SubscriptionConfiguration = Stage.subscription()
    ) -> Subscription {
        broadcast.subscribe(configuration, slot: slot, sink: sink, now: now)
    }

    func receive(_ packet: [UInt8]) {
        broadcast.receiveRTP(packet.span, now: now)
    }

    func receive(_ packets: [[UInt8]]) {
        for packet in packets { receive(packet) }
    }

    func receiveReport(ssrc: UInt32, ntp: NTPTime, timestamp: UInt32) {
        var bytes: [UInt8] = []
        SenderReport(ssrc: ssrc, ntp: ntp, rtpTimestamp: timestamp, packetCount: 1, octetCount: 1).write(
            into: &bytes)
        broadcast.receiveRTCP(bytes.span, now: now)
    }

    func poll() {
        broadcast.poll(now: now) { compound in
            let packets = readRTCP(compound.indices.map { compound[$0] })
            datagrams.append(packets)
            feedback += packets
        }
    }

    /// Lets time pass in steps of 5 ms, polling at each.
    func wait(milliseconds: Int64) {
        let end = now.advanced(milliseconds: milliseconds)
        while now < end {
            now = min(now.advanced(milliseconds: 5), end)
            poll()
        }
    }

    var nacked: [UInt16] {
        feedback.flatMap { (packet) -> [UInt16] in
            if case .nack(let nack) = packet { nack.sequenceNumbers } else { [] }
        }
    }

    var pictureLossCount: Int {
        feedback.count { if case .pictureLoss = $0 { true } else { false } }
    }

    var fullIntraCommands: [UInt8] {
        feedback.flatMap { (packet) -> [UInt8] in
            if case .fullIntra(let request) = packet { request.entries.map(\.sequenceNumber) } else { [] }
        }
    }
}

extension SubscriberFeedback {
    func nack(_ ssrc: UInt32, _ sequenceNumbers: [UInt16], now: MonotonicTime) {
        var bytes: [UInt8] = []
        GenericNACK(senderSSRC: 1, mediaSSRC: ssrc, sequenceNumbers: sequenceNumbers).write(into: &bytes)
        receiveRTCP(bytes.span, now: now)
    }

    func pictureLoss(_ ssrc: UInt32, now: MonotonicTime) {
        var bytes: [UInt8] = []
        PictureLossIndication(senderSSRC: 1, mediaSSRC: ssrc).write(into: &bytes)
        receiveRTCP(bytes.span, now: now)
    }
}
