// SPDX-License-Identifier: Apache-2.0

import RTP

/// Writes what differs in one subscription's packets: header, extensions, and the payload's rewritten start.
///
/// Holds only what never changes, so that the hot path reads it in place.
struct HeadWriter {
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
        /// abs-send-time: 24 bits, 6.18 seconds.
        var absSendTime: UInt32
        /// The subscriber's transport-wide sequence number.
        var transportSequence: UInt16
    }

    let extensions: EgressExtensions
    private let mid: InlineArray<32, UInt8>
    private let midCount: Int

    /// A writer for the m-line `mid`, toward `sink`; `isStamped` says whether packets carry what differs from sending
    /// to sending.
    init(mid text: String, sink: PacketSink, isStamped: Bool) {
        let utf8 = Array(text.utf8)
        midCount = utf8.count <= Limits.midBytes ? utf8.count : 0
        var mid = InlineArray<32, UInt8>(repeating: 0)
        for index in 0..<midCount { mid[index] = utf8[index] }
        self.mid = mid
        extensions = EgressExtensions(sink, midCount: midCount, isStamped: isStamped)
    }

    /// Writes the header of `packet` as part of `stream`, with the offsets of `splice`.
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
    }

    /// Writes the payload's first bytes with the subscription's picture id and TL0PICIDX (RFC 7741 §4.2, RFC 9628 §4.2)
    /// into the room before the rest of it; where the whole payload lies then. So it is encrypted in one piece.
    @inline(__always)
    func write(
        _ picture: PictureIdentity, splice: Splice, before rest: Range<Int>,
        of bytes: inout MutableSpan<UInt8>
    ) -> Range<Int> {
        guard picture.prefixCount > 0 else { return rest }
        var prefix = picture.prefix(with: picture.numbers + splice.picture)
        let start = rest.lowerBound - picture.prefixCount
        for index in start..<rest.lowerBound {
            bytes[index] = UInt8(truncatingIfNeeded: prefix >> 56)
            prefix <<= 8
        }
        return start..<rest.upperBound
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

    /// The same into the head, for a packet whose payload is not to be touched.
    func write(_ picture: PictureIdentity, splice: Splice, into head: inout PacketHead) {
        var prefix = picture.prefix(with: picture.numbers + splice.picture)
        var bytes = InlineArray<8, UInt8>(repeating: 0)
        for index in bytes.indices {
            bytes[index] = UInt8(truncatingIfNeeded: prefix >> 56)
            prefix <<= 8
        }
        head.appendPayload(bytes.span.extracting(0..<picture.prefixCount))
    }
}
