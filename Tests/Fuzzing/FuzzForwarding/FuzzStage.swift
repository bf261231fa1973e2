// SPDX-License-Identifier: Apache-2.0

import Forwarding
import RTP

/// A broadcast of sound and picture with two subscribers: one with all extensions and RTX, one with neither.
final class FuzzStage {
    private static let clock = NTPClock(
        wallNanosecondsSince1970: 1_700_000_000_000_000_000, at: MonotonicTime(nanoseconds: 0))

    private let broadcast = Broadcast(clock: FuzzStage.clock)
    /// The same broadcast on another worker, once the script has asked for it.
    private var replica: Broadcast?
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private let sinks: [CheckingSink]
    private let feedback: [SubscriberFeedback]
    private var subscriptions: [Subscription] = []

    private static let extensions: HeaderExtensionMap = {
        var map = HeaderExtensionMap()
        for kind in HeaderExtensionKind.allCases { map[kind] = kind.rawValue + 1 }
        return map
    }()

    init() {
        sinks = [
            CheckingSink(extensions: Self.extensions, twoByteExtensions: true),
            CheckingSink(extensions: HeaderExtensionMap(), twoByteExtensions: false),
        ]
        feedback = sinks.map { SubscriberFeedback(sink: $0) }
        publish(.vp8, feedback: .transportCC)
        subscribe()
    }

    /// Plays the script's next step.
    func play(_ script: inout Script) {
        switch script.byte() % 16 {
        case 0, 1: receive(script.block())
        case 2, 3, 4, 5: receive(packet(&script))
        case 6: receiveRTCP(script.block())
        case 7, 8: receiveFeedback(script.block(), subscriber: Int(script.byte() & 1))
        case 9: poll(after: Int64(script.byte()))
        case 10: republish(choice: Int(script.byte()))
        case 11: resubscribe()
        case 12, 13: collect(packet(&script))
        case 14: forwardCollected()
        default: interfere(choice: Int(script.byte()))
        }
    }

    /// What others than the peers do: a full path, another worker, a look at the figures.
    private func interfere(choice: Int) {
        let subscription = subscriptions[choice % subscriptions.count]
        subscription.resync(now: now)
        _ = (subscription.statistics, broadcast.statistics(now: now).drops.total)
        if choice > 128 { replicate() }
    }

    /// Begins a replica, midway as a rule, with a subscriber to each of its tracks.
    private func replicate() {
        let copy = Broadcast(clock: Self.clock)
        copy.beginPublication(broadcast.configurations, feedbackSSRC: 1, now: now)
        let sink = CheckingSink(extensions: Self.extensions, twoByteExtensions: true)
        for slot in copy.tracks.indices {
            _ = copy.subscribe(Self.subscription(slot: slot, rtx: true), slot: slot, sink: sink, now: now)
        }
        replica = copy
    }

    private func receive(_ packet: [UInt8]) {
        collect(packet)
        forwardCollected()
    }

    private func collect(_ packet: [UInt8]) {
        broadcast.collectRTP(packet.span, now: now)
        replica?.collectRTP(packet.span, now: now)
    }

    private func forwardCollected() {
        broadcast.forwardCollected()
        replica?.forwardCollected()
    }

    private func receiveRTCP(_ compound: [UInt8]) {
        broadcast.receiveRTCP(compound.span, now: now)
    }

    private func receiveFeedback(_ compound: [UInt8], subscriber: Int) {
        feedback[subscriber].receiveRTCP(compound.span, now: now)
    }

    private func poll(after milliseconds: Int64) {
        now = now.advanced(milliseconds: milliseconds)
        broadcast.poll(now: now) { sinks[0].sendRTCP($0) }
        replica?.pollReplica(now: now) { broadcast.requestKeyframe(slot: $0, now: now) }
        for subscriber in feedback { subscriber.poll(now: now) }
    }

    /// A header that is worth reading, before a payload of the script.
    private func packet(_ script: inout Script) -> [UInt8] {
        let kind = script.byte()
        let number = script.uint16()
        let time = script.uint16()
        let payloadTypes: [UInt8] = [96, 96, 97, 111]
        let ssrc: UInt8 = [0xA, 0xA, 0xB, 0xC][Int(kind & 3)]
        var bytes: [UInt8] = [0x80 | kind & 0x30, payloadTypes[Int(kind & 3)] | kind & 0x80]
        bytes += [UInt8(number >> 8), UInt8(number & 0xFF), 0, UInt8(time >> 8), UInt8(time & 0xFF), 0]
        return bytes + [0, 0, 0, ssrc] + script.block()
    }

    private func republish(choice: Int) {
        let codecs: [CodecKind] = [.vp8, .vp9, .h264, .h265, .av1]
        replica = nil
        if choice > 200 {
            broadcast.endPublication(now: now)
        } else {
            publish(codecs[choice % codecs.count], feedback: choice < 100 ? .transportCC : .remb)
        }
    }

    private func publish(_ codec: CodecKind, feedback: FeedbackOptions) {
        let video = TrackConfiguration(
            kind: .video, codec: codec, clockRate: 90_000, payloadType: 96, rtxPayloadType: 97, mid: "v",
            ssrcs: [0xA], rtxSSRCs: [.init(media: 0xA, rtx: 0xB)],
            feedback: [.nack, .pli, .fir, feedback],
            extensions: Self.extensions)
        let audio = TrackConfiguration(
            kind: .audio, codec: .opus, clockRate: 48_000, payloadType: 111, mid: "a",
            feedback: [.nack, feedback], extensions: Self.extensions)
        broadcast.beginPublication([video, audio], feedbackSSRC: 1, now: now)
    }

    private func subscribe() {
        for (index, sink) in sinks.enumerated() {
            for slot in 0..<2 {
                let configuration = Self.subscription(slot: slot, rtx: index == 0)
                let subscription = broadcast.subscribe(configuration, slot: slot, sink: sink, now: now)
                feedback[index].add(subscription)
                subscriptions.append(subscription)
            }
        }
    }

    private static func subscription(slot: Int, rtx: Bool) -> SubscriptionConfiguration {
        SubscriptionConfiguration(
            ssrc: UInt32(slot), rtxSSRC: rtx ? 2 + UInt32(slot) : nil, payloadType: 96,
            rtxPayloadType: rtx ? 97 : nil, mid: "0", nack: true, firstSequence: 65_535,
            firstTimestamp: .max, cname: "fuzz")
    }

    private func resubscribe() {
        for subscription in subscriptions {
            broadcast.unsubscribe(subscription)
            for subscriber in feedback { subscriber.remove(subscription) }
        }
        subscriptions.removeAll()
        for sink in sinks { sink.forget() }
        subscribe()
    }
}
