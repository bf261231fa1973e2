// SPDX-License-Identifier: Apache-2.0

import RTP

/// Turns a track's packets into one subscription's: its own numbers, its own extensions.
struct PacketRewriter {
    /// Which stream a head is written for.
    struct Stream {
        var ssrc: UInt32
        var payloadType: UInt8
        var sequenceNumber: UInt16
        /// For retransmissions the number of the packet that is repeated (OSN, RFC 4588 §4).
        var original: UInt16?
    }

    /// What every packet of one moment carries.
    struct Stamp {
        /// The upper bound of what abs-send-time says: 24 bits, 6.18 seconds.
        var absSendTime: UInt32
        /// The subscriber's transport-wide sequence number.
        var transportSequence: UInt16
    }

    let extensions: EgressExtensions
    private var mid: InlineArray<32, UInt8>
    private let midCount: Int
    private(set) var sequence: SequenceRewriter
    private(set) var timestamp: TimestampRewriter
    private var picture = PictureIdentityRewriter()
    private(set) var splices = SpliceHistory()
    /// The newest splice, at hand.
    private var current = Splice()

    /// A rewriter for what `configuration` says, toward `sink`.
    init(_ configuration: SubscriptionConfiguration, clockRate: UInt32, sink: PacketSink) {
        mid = InlineArray(repeating: 0)
        let text = Array(configuration.mid.utf8)
        midCount = text.count <= Limits.midBytes ? text.count : 0
        for index in 0..<midCount { mid[index] = text[index] }
        extensions = EgressExtensions(sink, midCount: midCount)
        sequence = SequenceRewriter(first: configuration.firstSequence)
        timestamp = TimestampRewriter(first: configuration.firstTimestamp, clockRate: clockRate)
    }

    /// The timestamp that the subscriber gets for the source's `timestamp`.
    func rewrite(timestamp: UInt32) -> UInt32 { timestamp &+ current.timestamp }

    /// Begins or continues with `packet`. Within one source only the sequence closes up: time and pictures go on.
    mutating func splice(at packet: MediaPacket, isNewSource: Bool) {
        sequence.splice(at: packet.number)
        if isNewSource {
            timestamp.splice(at: packet.timestamp, arrival: packet.arrival)
            picture.splice(at: packet.picture.numbers)
        }
        current = Splice(
            first: packet.number, sequence: sequence.offset, timestamp: timestamp.offset, picture: picture.offsets
        )
        splices.add(current)
    }

    /// The sequence number under which the track's packet `number` is sent now.
    func sequenceNumber(of number: Int64) -> UInt16 {
        UInt16(truncatingIfNeeded: number &+ current.sequence)
    }

    /// Writes the head of `packet`, which is being sent for the first time.
    @inline(__always)
    mutating func write(
        _ packet: borrowing MediaPacket, bytes: Span<UInt8>, ssrc: UInt32, payloadType: UInt8, stamp: Stamp,
        into head: inout PacketHead
    ) {
        let stream = Stream(
            ssrc: ssrc, payloadType: payloadType, sequenceNumber: sequenceNumber(of: packet.number), original: nil
        )
        write(packet, bytes: bytes, stream: stream, splice: current, stamp: stamp, into: &head)
        guard sequence.note(packet.number) else { return }
        timestamp.note(packet.timestamp, arrival: packet.arrival)
        picture.note(packet.picture.numbers)
    }

    /// Writes the head of `packet` as part of `stream`, with the offsets of `splice`.
    @inline(__always)
    func write(
        _ packet: borrowing MediaPacket, bytes: Span<UInt8>, stream: Stream, splice: Splice, stamp: Stamp,
        into head: inout PacketHead
    ) {
        head.begin(
            marker: packet.marker, payloadType: stream.payloadType, sequenceNumber: stream.sequenceNumber,
            timestamp: packet.timestamp &+ splice.timestamp, ssrc: stream.ssrc,
            twoByteExtensions: extensions.usesTwoByteForm(for: packet.extensions)
        )
        if extensions.mid != 0 {
            head.appendExtension(id: extensions.mid, mid.span.extracting(0..<midCount))
        }
        head.appendExtension(id: extensions.absSendTime, uint24: stamp.absSendTime)
        head.appendExtension(id: extensions.transportSequence, stamp.transportSequence)
        if !packet.extensions.isEmpty {
            write(packet.extensions, bytes: bytes, splice: splice, into: &head)
        }
        head.endHeader()
        if let original = stream.original {
            head.appendPayload(UInt8(truncatingIfNeeded: original >> 8))
            head.appendPayload(UInt8(truncatingIfNeeded: original))
        }
        if packet.picture.prefixCount > 0 {
            write(packet.picture, splice: splice, into: &head)
        }
    }

    /// The extensions that come from the publisher; most packets have none.
    @inline(never)
    private func write(
        _ forwarded: ForwardedExtensions, bytes: Span<UInt8>, splice: Splice, into head: inout PacketHead
    ) {
        if let level = forwarded.audioLevel {
            write(level, id: extensions.audioLevel, into: &head)
        }
        if let orientation = forwarded.videoOrientation {
            write(orientation, id: extensions.videoOrientation, into: &head)
        }
        if let delay = forwarded.playoutDelay {
            head.appendExtension(id: extensions.playoutDelay, uint24: delay)
        }
        let range = forwarded.dependencyDescriptor
        if range.count >= 3, extensions.dependencyDescriptor != 0 {
            writeDependencyDescriptor(bytes.extracting(range), splice: splice, into: &head)
        }
    }

    private func write(_ byte: UInt8, id: UInt8, into head: inout PacketHead) {
        let data: InlineArray<1, UInt8> = [byte]
        head.appendExtension(id: id, data.span)
    }

    /// Bytes 1 and 2 are the frame number (AV1 RTP specification A.8.2, mandatory fields).
    private func writeDependencyDescriptor(
        _ descriptor: Span<UInt8>, splice: Splice, into head: inout PacketHead
    ) {
        var bytes = InlineArray<256, UInt8>(repeating: 0)
        for index in descriptor.indices { bytes[index] = descriptor[index] }
        let frame = descriptor.uint16(at: 1) &+ splice.picture.frame
        bytes[1] = UInt8(truncatingIfNeeded: frame >> 8)
        bytes[2] = UInt8(truncatingIfNeeded: frame)
        head.appendExtension(id: extensions.dependencyDescriptor, bytes.span.extracting(0..<descriptor.count))
    }

    /// The payload's first bytes with the subscription's picture id and TL0PICIDX (RFC 7741 §4.2, RFC 9628 §4.2).
    @inline(__always)
    private func write(_ picture: PictureIdentity, splice: Splice, into head: inout PacketHead) {
        var prefix = picture.prefix(with: picture.numbers + splice.picture)
        for _ in 0..<picture.prefixCount {
            head.appendPayload(UInt8(truncatingIfNeeded: prefix >> 56))
            prefix <<= 8
        }
    }
}
