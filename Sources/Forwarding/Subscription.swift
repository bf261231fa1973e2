// SPDX-License-Identifier: Apache-2.0

public import RTP

/// One subscriber's copy of one track: a gate, its own numbering, and the memory that resends need.
///
/// Made by ``Broadcast/subscribe(_:slot:sink:now:)`` and touched on the broadcast's worker only. Outlives
/// publications: whoever publishes next in its slot, the subscriber sees one stream. Holds its sink; so an owner that
/// is the sink lets go of it when it unsubscribes.
public final class Subscription {
    /// What was agreed on.
    public let configuration: SubscriptionConfiguration
    /// The track's slot.
    public let slot: Int
    /// The codec that the subscriber was answered with.
    public let codec: CodecKind
    /// False while the slot publishes another codec than ``codec``; nothing is sent then, and the owner should end
    /// the session.
    public internal(set) var isCodecMatching: Bool
    /// Whether nothing is sent for now though all is agreed on.
    public private(set) var isPaused: Bool

    let sink: PacketSink
    /// What its packets touch.
    private(set) var footprint = Footprint()
    let clock: NTPClock
    weak var track: Track?
    var gate = Gate()
    var numbering: EgressNumbering
    let writer: HeadWriter
    /// Whether the next packet to open the gate is of a source that this subscription has sent nothing of.
    var isNewSource = true
    /// The newest packet of the track when it was last resumed: what is older is over.
    private var resumedAfter: Int64 = .min

    var packets: UInt64 = 0
    var bytes: UInt64 = 0
    var payloadBytes: UInt64 = 0
    /// The figures that don't change per packet.
    var figures = SubscriptionStatistics()
    var responder = NACKResponder()
    var nextRTXSequence: UInt16
    var reporter = SenderReporter()

    init(
        _ configuration: SubscriptionConfiguration, track: Track, isPaused: Bool, clock: NTPClock,
        sink: PacketSink
    ) {
        self.configuration = configuration
        self.isPaused = isPaused
        self.track = track
        self.clock = clock
        self.sink = sink
        slot = track.slot
        codec = configuration.codec ?? track.configuration.codec
        isCodecMatching = codec == track.configuration.codec
        numbering = EgressNumbering(configuration)
        writer = HeadWriter(mid: configuration.mid, sink: sink, isStamped: !configuration.repeatsInPlace)
        nextRTXSequence = configuration.firstRTXSequence
        footprint = sink.footprint(of: self)
    }

    /// What was sent and reported so far.
    public var statistics: SubscriptionStatistics {
        var statistics = figures
        statistics.ssrc = configuration.ssrc
        statistics.slot = slot
        statistics.isCodecMatching = isCodecMatching
        statistics.isWaiting = gate.isClosed && !isPaused
        statistics.packets = packets
        statistics.bytes = bytes
        return statistics
    }

    /// Sends a packet that has just arrived, or leaves it: the column of early returns of the hot path.
    @inline(__always)
    func forward(
        _ packet: borrowing MediaPacket, bytes: inout MutableSpan<UInt8>, absSendTime: UInt32,
        head: inout PacketHead
    ) {
        guard packet.number >= gate.first else {
            return offer(packet, bytes: &bytes, absSendTime: absSendTime, head: &head)
        }
        guard packet.number < gate.replayFrom else { return }
        send(packet, bytes: &bytes, absSendTime: absSendTime, head: &head)
    }

    /// Sends a packet for the first time, from the cache's slab.
    @inline(__always)
    func send(
        _ packet: borrowing MediaPacket, bytes: inout MutableSpan<UInt8>, absSendTime: UInt32,
        head: inout PacketHead
    ) {
        let splice = numbering.current
        let stream = HeadWriter.Stream(
            ssrc: configuration.ssrc, payloadType: configuration.payloadType,
            sequenceNumber: UInt16(truncatingIfNeeded: packet.number &+ splice.sequence), original: nil
        )
        writer.write(
            packet, bytes: bytes.span, stream: stream, splice: splice, stamp: takeStamp(absSendTime),
            into: &head
        )
        let payload = writer.write(packet.picture, splice: splice, before: packet.payload, of: &bytes)
        numbering.note(packet)
        packets &+= 1
        payloadBytes &+= UInt64(truncatingIfNeeded: payload.count)
        self.bytes &+= UInt64(truncatingIfNeeded: head.headerCount + payload.count)
        sink.send(head.view, payload: bytes.span.extracting(payload))
    }

    /// Draws the subscriber's next transport-wide number, if it counts them.
    @inline(__always)
    func takeStamp(_ absSendTime: UInt32) -> HeadWriter.Stamp {
        let counts = writer.extensions.transportSequence != 0
        return HeadWriter.Stamp(
            absSendTime: absSendTime, transportSequence: counts ? sink.takeTransportSequence() : 0
        )
    }

    /// Leaves out whole frames until the next keyframe, which is asked for: packets were lost on the way out because the
    /// subscriber's path was full. Sound goes on.
    public func resync(now: MonotonicTime) {
        guard let track, track.kind == .video, !gate.isClosed else { return }
        track.close(self, .pathCongested)
        track.requestKeyframe(.loss, now: now)
    }

    /// Sends nothing until ``resume(now:)``. Fine if it is paused.
    public func pause() {
        guard !isPaused else { return }
        isPaused = true
        track?.pause(self)
    }

    /// Goes on where it was paused, without a gap in its numbers: video with the next keyframe, which is asked for.
    public func resume(now: MonotonicTime) {
        guard isPaused else { return }
        isPaused = false
        guard let track else { return }
        resumedAfter = track.layer.highestNumber
        track.resume(self, now: now)
    }

    /// Looks at a packet from before the subscription's first: it may open the gate.
    @inline(never)
    private func offer(
        _ packet: borrowing MediaPacket, bytes: inout MutableSpan<UInt8>, absSendTime: UInt32,
        head: inout PacketHead
    ) {
        guard !isPaused else { return figures.drops.count(.paused) }
        guard gate.isClosed, packet.number > resumedAfter else {
            return figures.drops.count(.beforeStart)
        }
        guard isCodecMatching else { return figures.drops.count(.codecMismatch) }
        guard packet.startsKeyframe, let track else { return figures.drops.count(.waitingForKeyframe) }
        let isNewest = packet.isNewest
        // Packets after this one have passed already: fetch them from the cache. Sound begins with the next.
        if !isNewest, track.kind == .audio { return figures.drops.count(.beforeStart) }
        open(at: copy packet, isReplay: !isNewest)
        if isNewest { send(packet, bytes: &bytes, absSendTime: absSendTime, head: &head) }
    }

    /// Begins, or continues, with `packet`.
    func open(at packet: MediaPacket, isReplay: Bool) {
        numbering.splice(
            at: packet, newSourceClockRate: isNewSource ? track?.configuration.clockRate : nil)
        if isNewSource { reporter.sourceChanged() }
        isNewSource = false
        figures.splices &+= 1
        gate.open(at: packet.number, isReplay: isReplay)
        track?.opened(self, isReplay: isReplay)
    }
}
