// SPDX-License-Identifier: Apache-2.0

public import RTP

/// The feedback that is about a publisher's connection as a whole, whatever it carries: when each packet arrived, if
/// transport-wide feedback was agreed on, else how much may be sent, if REMB was. Beside either, if REMB was agreed on, what
/// the control plane lets the publisher send.
///
/// A publication that has a connection of its own has one of these; several publications on one connection share one,
/// which all packets of the connection must be told to. Owned by one worker and touched on its thread only.
public struct ConnectionFeedback {
    private let senderSSRC: UInt32
    private var usesTransportFeedback = false
    private var usesCeiling = false
    private var tellsBounds = false
    private var transportFeedback = TransportFeedbackGenerator()
    private var ceiling = BitrateCeiling()
    private var bound = BitrateBound()
    /// Who sent the packet that was noted last.
    private var heard: UInt32?

    /// The feedback that these options ask for; `senderSSRC` is that of our RTCP.
    public init(senderSSRC: UInt32, options: FeedbackOptions) {
        self.senderSSRC = senderSSRC
        use(options)
    }

    /// The feedback that is agreed on for a connection; what it leaves to the broadcasts on it.
    public static let options: FeedbackOptions = [.transportCC, .remb]

    /// Takes note that other options were agreed on.
    public mutating func use(_ options: FeedbackOptions) {
        usesTransportFeedback = options.contains(.transportCC)
        tellsBounds = options.contains(.remb)
        usesCeiling = options.contains(.remb) && !usesTransportFeedback
    }

    /// Takes note that other bounds hold: the next ``poll(_:now:send:)`` tells them.
    public mutating func boundsDidChange(isBounded: Bool) {
        bound.change(isBounded: isBounded)
    }

    /// Notes a packet's arrival, if it has a transport-wide number.
    public mutating func note(
        _ extensions: HeaderExtensions, of packet: Span<UInt8>, from ssrc: UInt32, now: MonotonicTime
    ) {
        guard usesTransportFeedback, let range = extensions[.transportSequenceNumber], range.count >= 2 else {
            return
        }
        heard = ssrc
        transportFeedback.record(packet.uint16(at: range.lowerBound), at: now)
    }

    /// Hands the compounds that are due toward the publisher of `broadcasts` to `send`, each with its bounds. Call it about
    /// every 5 ms.
    public mutating func poll(
        _ broadcasts: @autoclosure () -> [(Broadcast, BitrateBounds)], now: MonotonicTime,
        send: (Span<UInt8>) -> Void
    ) {
        var compound = FeedbackCompound(ssrc: senderSSRC)
        addTransportFeedback(to: &compound, about: heard, now: now)
        if tellsCeiling {
            let live = broadcasts().compactMap { broadcast, bounds in
                broadcast.publication.flatMap { $0.hasMedia ? ($0.tracks, bounds) : nil }
            }
            addCeiling(to: &compound, on: live, now: now)
        }
        compound.close()
        for bytes in compound.finished { send(bytes.span) }
    }

    /// Adds what is due toward the publisher of `tracks`.
    mutating func add(
        to compound: inout FeedbackCompound, on tracks: [Track], hasMedia: Bool, now: MonotonicTime
    ) {
        addTransportFeedback(to: &compound, about: tracks.lazy.compactMap(\.ssrc).first, now: now)
        if hasMedia { addCeiling(to: &compound, on: [(tracks, BitrateBounds())], now: now) }
    }

    private mutating func addTransportFeedback(
        to compound: inout FeedbackCompound, about mediaSSRC: UInt32?, now: MonotonicTime
    ) {
        guard usesTransportFeedback, let mediaSSRC else { return }
        let messages = transportFeedback.poll(senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, now: now)
        for message in messages {
            compound.add { message.write(into: &$0) }
        }
    }

    private var tellsCeiling: Bool { usesCeiling || tellsBounds && bound.isInUse }

    private mutating func addCeiling(
        to compound: inout FeedbackCompound, on live: [([Track], BitrateBounds)], now: MonotonicTime
    ) {
        let tracks = live.flatMap(\.0)
        guard tellsCeiling, !tracks.isEmpty else { return }
        let known = usesCeiling ? estimated(tracks, now: now) : nil
        let isBoundDue = bound.poll(Self.parts(live, now: now), now: now)
        guard known != nil || isBoundDue else { return }
        // A bound that comes between two estimates doesn't wait for the next one.
        let bitrate = usesCeiling ? min(known ?? ceiling.bitrate, bound.told) : bound.told
        let estimate = ReceiverEstimatedMaximumBitrate(
            senderSSRC: senderSSRC, bitrate: bitrate, ssrcs: tracks.compactMap(\.ssrc)
        )
        compound.add { estimate.write(into: &$0) }
    }

    private mutating func estimated(_ tracks: [Track], now: MonotonicTime) -> UInt64? {
        var throughput: UInt64 = 0
        var expected: UInt64 = 0
        var received: UInt64 = 0
        for track in tracks {
            throughput &+= track.layer.rate.bitrate(now: now)
            expected &+= track.layer.source?.log.expected ?? 0
            received &+= track.layer.source?.received ?? 0
        }
        return ceiling.poll(throughput: throughput, expected: expected, received: received, now: now)
    }

    private static func parts(_ live: [([Track], BitrateBounds)], now: MonotonicTime) -> [BitrateBound.Part] {
        live.flatMap { tracks, bounds in
            tracks.map { track in
                BitrateBound.Part(
                    kind: track.kind, bound: track.kind == .audio ? bounds.audio : bounds.video,
                    rate: track.layer.rate.bitrate(now: now))
            }
        }
    }
}
